// The bridge to xtensor: adaptors share memory and keep it alive, expressions become tensors, and
// operations are written in xtensor.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/function.hpp>
#include <xgrad/autograd/gradcheck.hpp>
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/xtensor.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(xtensor_bridge)

using xgrad::arange;
using Values = std::vector<double>;

namespace {

template <class Expression>
Values elements_of(const Expression& expression) {
  return {expression.template begin<xt::layout_type::row_major>(),
          expression.template end<xt::layout_type::row_major>()};
}

// x^2 + 1 with its value as an xtensor expression.
Tensor square_plus_one(const Tensor& x) {
  const auto elements = x.view<double>();
  return record("square_plus_one", from_xtensor(elements * elements + 1.0), {x},
                [x = saved(x)](const Tensor& g) { return 2 * g * x(); });
}

}  // namespace

BOOST_AUTO_TEST_CASE(views_keep_every_layout_without_a_copy) {
  const Tensor x = counted({2, 3, 2});
  const Tensor layouts[] = {x,
                            transpose(x, 0, 2),
                            flip(x, {0, 1}),
                            slice(x, 1, 0, 3, 2),
                            select(x, 1, 1),
                            expand(counted({3, 1}), {2, 3, 4}),
                            counted({2, 0, 3}),
                            scalar(7)};
  for (const Tensor& layout : layouts) {
    const auto view = layout.view<double>();
    BOOST_TEST(view.dimension() == layout.rank());
    BOOST_TEST(elements_of(view) == values(layout), boost::test_tools::per_element());
    if (layout.numel() > 0) BOOST_TEST(view.data() == layout.array().data<double>());
    BOOST_TEST(values(Tensor(view * 2.0)) == values(layout * 2), boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(views_have_static_ranks) {
  const auto view = transpose(counted({2, 3}), 0, 1).view<double, 2>();
  static_assert(std::tuple_size_v<std::remove_cvref_t<decltype(view.shape())>> == 2);
  BOOST_TEST(view(2, 1) == 5);
  BOOST_TEST((scalar(4).view<double, 0>()() == 4));
  BOOST_CHECK_EXCEPTION((counted({2, 3}).view<double, 1>()), ShapeError,
                        says("view: asked for 1 axes of [2, 3]"));
}

BOOST_AUTO_TEST_CASE(views_of_every_dtype) {
  BOOST_TEST(arange(3).view<std::int64_t>()(2) == 2);
  BOOST_TEST((gt(arange(3), 1).view<bool>()(2) && !gt(arange(3), 1).view<bool>()(1)));
  BOOST_TEST(tensor({1.5}).view<float>()(0) == 1.5F);
  BOOST_CHECK_EXCEPTION(counted({2}).view<float>(), DTypeError,
                        says("view: asked for float32 elements of a float64 [2] tensor"));
  BOOST_CHECK_EXCEPTION(Tensor().view<float>(), ValueError, says("view: an undefined tensor"));
}

BOOST_AUTO_TEST_CASE(views_keep_the_memory_alive) {
  Tensor x = counted({4});
  const auto view = x.view<double>();
  const auto copy = view;
  const auto doubled = view + copy;  // a lazy expression holds references to both
  x = Tensor();
  const Tensor other = counted({4}) * 100;  // would take the memory
  BOOST_TEST(elements_of(doubled) == (Values{0, 2, 4, 6}));
}

BOOST_AUTO_TEST_CASE(views_show_what_assign_and_other_writes_write) {
  Tensor x = counted({2, 2}).requires_grad_();
  const auto view = x.view<double>();
  const Tensor loss = sum(x * x);
  {
    const NoGrad unrecorded;
    x.index_put_({0, 1}, scalar(10));
  }
  BOOST_TEST(elements_of(view) == (Values{0, 10, 2, 3}));
  assign(x, xt::transpose(view));
  BOOST_TEST(values(x) == (Values{0, 2, 10, 3}));
  BOOST_TEST(elements_of(view) == (Values{0, 2, 10, 3}));
  BOOST_CHECK_THROW(loss.backward(), GraphError);  // the saved values were overwritten
  const Tensor turned = transpose(counted({2, 3}), 0, 1);
  assign(turned, turned.view<double>() * 10.0);
  BOOST_TEST(values(turned) == (Values{0, 30, 10, 40, 20, 50}));
  BOOST_CHECK_THROW(assign(x, xt::xarray<float>({{1, 2}, {3, 4}})), DTypeError);
  BOOST_CHECK_THROW(assign(x, xt::xarray<double>({1.0, 2.0})), ShapeError);
  BOOST_CHECK_THROW(assign(expand(scalar(1), {3}), xt::xarray<double>({1, 2, 3})), ValueError);
  BOOST_CHECK_THROW(assign(x * 2, xt::xarray<double>({{1, 2}, {3, 4}})), GraphError);
}

BOOST_AUTO_TEST_CASE(expressions_become_tensors_where_tensors_are_expected) {
  const xt::xarray<double> a = {{1, 2}, {3, 4}};
  BOOST_TEST(values(matmul(a * 2.0, a)) == (Values{14, 20, 30, 44}));
  BOOST_TEST(values(counted({2, 2}) + Tensor(xt::transpose(a))) == (Values{1, 4, 4, 7}));
  const Tensor mask = a > 2.5;
  BOOST_TEST(mask.dtype() == bool_);
  const Tensor integers = xt::xarray<int>({-7, 8});
  BOOST_TEST(integers.to_vector<int>() == (std::vector<int>{-7, 8}));
  BOOST_CHECK_THROW(Tensor(xt::xarray<std::uint64_t>({~std::uint64_t{0}})), ValueError);
  const Tensor columns = xt::xarray<float, xt::layout_type::column_major>({{1, 2}, {3, 4}});
  BOOST_TEST(columns.to_vector<float>() == (std::vector<float>{1, 2, 3, 4}));
}

BOOST_AUTO_TEST_CASE(containers_that_are_moved_keep_their_memory) {
  xt::xarray<double> any = {{1, 2}, {3, 4}};
  const double* const elements = any.data();
  const LiveCounts before = live_counts();
  Tensor x = std::move(any);
  BOOST_TEST(x.array().data<double>() == elements);
  BOOST_TEST(live_counts().bytes == before.bytes + 32);
  x.requires_grad_();
  sum(x * x).backward();
  BOOST_TEST(values(x.grad()) == (Values{2, 4, 6, 8}));
  {
    const NoGrad unrecorded;
    x.index_put_({0}, tensor(9.0, float64));
  }
  const Tensor row = x.detach()[0];
  x = Tensor();
  BOOST_TEST(values(row) == (Values{9, 9}));

  xt::xtensor<float, 1> fixed = {1, 2, 3};
  const float* const floats = fixed.data();
  const Tensor moved = std::move(fixed);
  BOOST_TEST(moved.array().data<float>() == floats);
  const xt::xarray<double> kept = {1, 2};
  BOOST_TEST(Tensor(kept).array().data<double>() != kept.data());
}

BOOST_AUTO_TEST_CASE(operations_are_written_in_xtensor) {
  const Tensor x = leaf({3}, {1, -2, 3});
  BOOST_TEST(values(square_plus_one(x)) == (Values{2, 5, 10}));
  BOOST_TEST(gradcheck(square_plus_one, {x}).ok);
  BOOST_TEST(gradgradcheck(square_plus_one, {x}).ok);
}

BOOST_AUTO_TEST_SUITE_END()
