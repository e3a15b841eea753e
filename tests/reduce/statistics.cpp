// Products, moments, norms and counts at their edges: zeros, equal elements, NaN, infinity, no
// elements, int64 and bool.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/gradcheck.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/reduce/statistics.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/tensors.hpp"
#include <cmath>
#include <limits>

using namespace xgrad;
using test::close;
using test::constant;
using test::leaf;
using test::says;
using test::values;

BOOST_AUTO_TEST_SUITE(statistics)

using Values = std::vector<double>;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
const double kNaN = std::numeric_limits<double>::quiet_NaN();

Values gradient_of(const Tensor& y, const Tensor& x) {
  return grad(sum(y), x).to_vector<double>();
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_product_with_zeros_has_an_exact_gradient) {
  const Tensor x = leaf({3, 3}, {2, 3, 4, 0, 3, 4, 0, 3, 0});
  BOOST_TEST(values(prod(x, -1)) == Values({24, 0, 0}));
  BOOST_TEST(gradient_of(prod(x, -1), x) == Values({12, 8, 6, 12, 0, 0, 0, 0, 0}));
  const auto square_of_prod = [](const auto& t) { return square(prod(t[0], {0, 1})); };
  const Tensor small = leaf({2, 2}, {0.5, 0, -1.5, 2});
  BOOST_TEST(gradcheck(square_of_prod, {small}).ok);
  BOOST_TEST(gradgradcheck(square_of_prod, {small}).ok);
}

BOOST_AUTO_TEST_CASE(a_product_over_inner_axes_equals_products_of_slices) {
  const Tensor x = randn({2, 3, 4}, float64);
  const Tensor expected =
      stack({prod(select(x, 1, 0)), prod(select(x, 1, 1)), prod(select(x, 1, 2))});
  BOOST_TEST(close(prod(x, {0, 2}), values(expected), {.relative = 1e-15}));
}

BOOST_AUTO_TEST_CASE(products_of_integers_are_exact) {
  const Tensor x = constant<std::int64_t>({3}, {3, 1'000'000'007, 9});
  BOOST_TEST(prod(x).item<std::int64_t>() == 27'000'000'189);
  BOOST_TEST(prod(gt(x, 4)).item<std::int64_t>() == 0);
  BOOST_TEST((prod(zeros({0, 2}, int64), 0).to_vector<int>() == std::vector<int>{1, 1}));
}

BOOST_AUTO_TEST_CASE(a_variance_needs_more_than_one_element) {
  BOOST_TEST(std::isnan(var(ones({1}, float64)).item<double>()));
  BOOST_TEST(std::isnan(var(zeros({0}, float64), {}, false).item<double>()));
  BOOST_TEST(var(ones({1}, float64), {}, false).item<double>() == 0);
}

BOOST_AUTO_TEST_CASE(a_variance_is_exact_far_from_zero) {
  const Tensor x = add(constant({4}, {1, 2, 3, 4}), 1e9);
  BOOST_TEST(var(x, {}, false).item<double>() == 1.25);
}

BOOST_AUTO_TEST_CASE(a_standard_deviation_of_equal_elements_has_gradient_zero) {
  const Tensor x = leaf({3}, {2, 2, 2});
  BOOST_TEST(gradient_of(xgrad::std(x), x) == Values({0, 0, 0}));
}

BOOST_AUTO_TEST_CASE(norms_by_p) {
  const Tensor x = leaf({4}, {3, 0, -4, 0});
  BOOST_TEST(norm(x).item<double>() == 5);
  BOOST_TEST(norm(x, 1).item<double>() == 7);
  BOOST_TEST(norm(x, 0).item<double>() == 2);
  BOOST_TEST(norm(x, kInf).item<double>() == 4);
  BOOST_TEST(norm(x, -kInf).item<double>() == 0);
  BOOST_TEST(close(grad(norm(x), x), Values{0.6, 0, -0.8, 0}, {.relative = 1e-15}));
  BOOST_TEST(gradient_of(norm(x, 1), x) == Values({1, 0, -1, 0}));
  BOOST_TEST(gradient_of(norm(x, kInf), x) == Values({0, 0, -1, 0}));
  const Tensor zero = leaf({2}, {0, 0});
  BOOST_TEST(gradient_of(norm(zero), zero) == Values({0, 0}));
  BOOST_TEST(values(norm(x, 0, 0, true)) == Values({2}));
}

BOOST_AUTO_TEST_CASE(the_second_derivative_of_a_norm_at_a_zero_element) {
  const Tensor x = leaf({2}, {3, 0});
  const auto first = grad(norm(x), x, {.create_graph = true});
  BOOST_TEST(close(grad(select(first, 0, 1), x), Values{0, 1.0 / 3}, {.relative = 1e-15}));
}

BOOST_AUTO_TEST_CASE(a_norm_with_p_0_keeps_axes_and_has_gradient_zero) {
  const Tensor x = leaf({2, 2}, {1, 0, 2, 3});
  const Tensor y = norm(x, 0, -1, true);
  BOOST_TEST((y.shape() == Shape{2, 1}));
  BOOST_TEST(values(y) == Values({1, 2}));
  BOOST_TEST(gradient_of(y, x) == Values({0, 0, 0, 0}));
}

BOOST_AUTO_TEST_CASE(errors_of_counts_name_them) {
  const Tensor x = zeros({2});
  BOOST_CHECK_EXCEPTION(any(x, 3), IndexError, says("any"));
  BOOST_CHECK_EXCEPTION(all(x, 3), IndexError, says("all"));
  BOOST_CHECK_EXCEPTION(nanmean(x, 3), IndexError, says("nanmean"));
  BOOST_CHECK_EXCEPTION(count_nonzero(x, 3), IndexError, says("count_nonzero"));
}

BOOST_AUTO_TEST_CASE(sums_without_nan) {
  const Tensor x = leaf({2, 2}, {1, kNaN, kNaN, kNaN});
  BOOST_TEST(values(nansum(x, 1)) == Values({1, 0}));
  BOOST_TEST(nanmean(x).item<double>() == 1);
  BOOST_TEST(std::isnan(values(nanmean(x, 1))[1]));
  BOOST_TEST(gradient_of(nansum(x), x) == Values({1, 0, 0, 0}));
}

BOOST_AUTO_TEST_CASE(nan_differs_from_zero) {
  const Tensor x = constant({3}, {0, kNaN, -0.0});
  BOOST_TEST(any(x).item<bool>());
  BOOST_TEST(!all(x).item<bool>());
  BOOST_TEST(count_nonzero(x).item<int>() == 1);
}

BOOST_AUTO_TEST_CASE(any_and_all_of_no_elements) {
  const Tensor none = zeros({0, 2}, bool_);
  BOOST_TEST(!any(none).item<bool>());
  BOOST_TEST(all(none).item<bool>());
  BOOST_TEST((all(none, 0).shape() == Shape{2}));
  BOOST_TEST(count_nonzero(constant<std::int64_t>({3}, {0, 5, -1})).item<int>() == 2);
}

BOOST_AUTO_TEST_CASE(errors_name_the_operation) {
  const Tensor integers = zeros({2}, int64);
  BOOST_CHECK_EXCEPTION(var(integers), DTypeError, says("var: input [2] is int64"));
  BOOST_CHECK_EXCEPTION(xgrad::std(integers), DTypeError, says("std: input [2] is int64"));
  BOOST_CHECK_EXCEPTION(nanmean(integers), DTypeError, says("nanmean: input [2] is int64"));
  BOOST_CHECK_EXCEPTION(norm(integers), DTypeError, says("norm: input [2] is int64"));
  BOOST_CHECK_EXCEPTION(norm(zeros({2}), kNaN), ValueError, says("norm: p is NaN"));
  BOOST_CHECK_EXCEPTION(norm(zeros({0}), kInf), ShapeError, says("norm: [0] has no elements"));
  BOOST_CHECK_EXCEPTION(prod(zeros({2}), 1), IndexError, says("prod"));
  BOOST_CHECK_EXCEPTION(argmin(zeros({2, 2}), {0, 1}), ValueError, says("argmin: axes"));
}

BOOST_AUTO_TEST_SUITE_END()
