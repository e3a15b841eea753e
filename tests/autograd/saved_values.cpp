// Values that pullbacks saved: every way to change them before use is noticed, and nothing else is.
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/views.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(saved_values)

using Values = std::vector<double>;

namespace {

const auto changed = says("that 'mul' saved was changed after use");

}  // namespace

BOOST_AUTO_TEST_CASE(backward_refuses_a_saved_leaf_with_new_data) {
  const Tensor x = leaf({2}, {1, 2}), w = leaf({2}, {3, 4});
  const Tensor y = sum(mul(x, w));
  w.set_data(constant({2}, {5, 6}));
  BOOST_CHECK_EXCEPTION(
      y.backward(), GraphError,
      says("backward: a value float64 [2] that 'mul' saved was changed after use (version 0 -> 1)"
           "\n  hint: run backward() before optimizer steps"));
  BOOST_TEST(!x.grad().defined());
  BOOST_TEST(!w.grad().defined());
}

BOOST_AUTO_TEST_CASE(backward_refuses_an_overwritten_saved_constant) {
  const Tensor x = leaf({2}, {1, 2}), weights = constant({2}, {3, 4});
  const Tensor y = sum(mul(x, weights));
  weights.copy_(scalar(1));
  BOOST_CHECK_EXCEPTION(y.backward(), GraphError, changed);
}

BOOST_AUTO_TEST_CASE(a_view_and_its_base_share_the_version) {
  const Tensor x = leaf({2}, {1, 2}), base = constant({2, 2}, {3, 4, 5, 6});
  const Tensor row(kernels::select(base.array(), 0, 1));
  const Tensor through_view = sum(mul(x, row)), through_base = sum(mul(x, base));
  base.copy_(scalar(1));
  BOOST_CHECK_EXCEPTION(through_view.backward(), GraphError, changed);
  const Tensor again = sum(mul(x, base));
  row.copy_(scalar(2));
  BOOST_CHECK_EXCEPTION(through_base.backward(), GraphError, changed);
  BOOST_CHECK_EXCEPTION(again.backward(), GraphError, changed);
}

BOOST_AUTO_TEST_CASE(detached_tensors_share_values_and_version) {
  const Tensor x = leaf({2}, {1, 2});
  const Tensor y = sum(mul(x, x));
  x.detach().copy_(scalar(7));
  BOOST_CHECK_EXCEPTION(y.backward(), GraphError, changed);
}

BOOST_AUTO_TEST_CASE(backward_refuses_parameters_changed_by_a_step) {
  const Tensor x = leaf({2}, {1, 2}), w = leaf({2}, {3, 4});
  const Tensor y = sum(mul(x, w));
  kernels::fill(w.writable(), 0);  // what optimizers write through
  BOOST_CHECK_EXCEPTION(y.backward(), GraphError, changed);
}

BOOST_AUTO_TEST_CASE(backward_refuses_an_overwritten_saved_output) {
  const Tensor x = leaf({2}, {1, 2});
  const Tensor y = exp(x);
  y.detach().copy_(scalar(0));
  BOOST_CHECK_EXCEPTION(sum(y).backward(), GraphError,
                        says("that 'exp' saved was changed after use"));
}

BOOST_AUTO_TEST_CASE(new_storage_leaves_the_old_values_to_the_graph) {
  const Tensor x = leaf({2}, {1, 2}), w = leaf({2}, {3, 4});
  const Tensor y = sum(mul(x, w));
  w.replace_storage(array<double>({2}, {5, 6}));
  BOOST_CHECK_EXCEPTION(y.backward(), GraphError, changed);
}

BOOST_AUTO_TEST_CASE(operations_that_save_nothing_allow_writes) {
  const Tensor x = leaf({2}, {1, 2}), w = leaf({2}, {3, 4});
  const Tensor y = sum(neg(sub(add(x, w), w)));
  x.set_data(constant({2}, {5, 6}));
  w.set_data(constant({2}, {5, 6}));
  y.backward();
  BOOST_TEST(values(x.grad()) == (Values{-1, -1}));
}

BOOST_AUTO_TEST_CASE(what_no_pullback_needs_is_not_saved) {
  const Tensor x = leaf({2}, {1, 2}), weights = constant({2}, {3, 4});
  const Tensor y = sum(mul(x, weights));
  x.set_data(constant({2}, {5, 6}));  // only the constant's gradient would need it
  y.backward();
  BOOST_TEST(values(x.grad()) == (Values{3, 4}));
}

BOOST_AUTO_TEST_CASE(dropped_pullbacks_release_what_they_captured) {
  const std::int64_t before = live_counts().bytes;
  const Tensor x = leaf({100}, Values(100, 1));
  const Tensor y = mul(x, constant({100}, Values(100, 2)));
  BOOST_TEST(live_counts().bytes - before == 3 * 800);
  const Tensor z = mul(constant({100}, Values(100, 2)), constant({100}, Values(100, 2)));
  BOOST_TEST(live_counts().bytes - before == 4 * 800);
}

BOOST_AUTO_TEST_SUITE_END()
