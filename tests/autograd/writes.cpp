// Public writes: what may be written, what a write changes, and what it must leave alone.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include "support/tensors.hpp"

using namespace xgrad;
using test::says;
using Values = std::vector<double>;

namespace {

Tensor counted(const Shape& shape) {
  return Tensor(test::iota(shape));
}

// Views with the shape of `x` that share its memory.
std::vector<Tensor> views_of(const Tensor& x) {
  return {x,
          reshape(x, x.shape()),
          flip(x, {0}),
          flip(x, {0, 1}),
          transpose(x, 0, 1),
          expand(select(x, 0, 1), x.shape()),
          expand(slice(x, 1, 1, 2), x.shape())};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(writes)

BOOST_AUTO_TEST_CASE(copy_reads_a_view_of_the_target_before_it_writes) {
  for (std::size_t i = 0; i < 7; ++i) {
    const Tensor x = counted({9, 9});
    const Tensor source = views_of(x)[i];
    const auto expected = test::values(source);
    x.copy_(source);
    BOOST_TEST(test::values(x) == expected);
    const Tensor part = counted({12, 9});
    part.copy_(flip(part, {0}));
    slice(part, 0, 0, 9).copy_(slice(part, 0, 3, 12));
    BOOST_TEST(test::values(slice(part, 0, 0, 9)) ==
               test::values(slice(flip(counted({12, 9}), {0}), 0, 3, 12)));
  }
}

BOOST_AUTO_TEST_CASE(set_data_reads_a_view_of_the_leaf_before_it_writes) {
  for (std::size_t i = 0; i < 7; ++i) {
    const Tensor x = counted({9, 9}).requires_grad_();
    const Tensor source = views_of(x.detach())[i];
    const auto expected = test::values(source);
    x.set_data(source);
    BOOST_TEST(test::values(x) == expected);
  }
}

BOOST_AUTO_TEST_CASE(writes_into_an_expanded_tensor_are_refused_before_anything_changes) {
  const Tensor one = zeros({1, 3}, float64);
  const Tensor both = expand(one, {2, 3});
  const Tensor values = counted({2, 3});
  const auto before = one.array().version();
  const auto refuses = says("several of its elements share one place in memory");
  BOOST_CHECK_EXCEPTION(both.copy_(values), ValueError,
                        says("copy_: cannot write into float64 [2"));
  BOOST_CHECK_EXCEPTION(both.detach().requires_grad_().set_data(values), ValueError,
                        says("set_data: cannot write into float64 [2, 3]"));
  BOOST_CHECK_EXCEPTION(both.writable(), ValueError, refuses);
  BOOST_TEST(one.array().version() == before);
  BOOST_TEST(test::values(one) == (Values{0, 0, 0}));
  // Where an axis of size 1 stays as it is, nothing is shared.
  expand(one, {1, 3}).copy_(ones({3}, float64));
  BOOST_TEST(test::values(one) == (Values{1, 1, 1}));
}

BOOST_AUTO_TEST_CASE(replace_storage_takes_a_view_of_the_same_memory) {
  const Tensor x = counted({2, 3});
  const auto before = x.array().version();
  x.replace_storage(reshape(x, {3, 2}).array());
  BOOST_TEST((x.shape() == Shape{3, 2}));
  BOOST_TEST(x.array().version() > before);
}

BOOST_AUTO_TEST_SUITE_END()
