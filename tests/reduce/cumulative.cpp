// Cumulative operations: ties, NaN, infinities, long axes, int64 and bool.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/gradcheck.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/reduce/cumulative.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/tensors.hpp"
#include <cmath>
#include <limits>

using namespace xgrad;
using test::constant;
using test::leaf;
using test::says;
using test::values;

BOOST_AUTO_TEST_SUITE(cumulative)

using Values = std::vector<double>;
using Positions = std::vector<int>;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
const double kNaN = std::numeric_limits<double>::quiet_NaN();

}  // namespace

BOOST_AUTO_TEST_CASE(every_axis_of_a_strided_tensor_equals_a_loop) {
  const Tensor x = transpose(randn({3, 2, 4}, float64), 0, 2);  // [4, 2, 3]
  for (Index axis = -3; axis < 3; ++axis) {
    const Tensor y = cumsum(x, axis), z = cumprod(x, axis);
    Tensor total = zeros_like(select(x, axis, 0)), product = ones_like(total);
    for (Index t = 0; t < x.size(axis); ++t) {
      total = total + select(x, axis, t);
      product = product * select(x, axis, t);
      BOOST_TEST(values(select(y, axis, t)) == values(total));
      BOOST_TEST(values(select(z, axis, t)) == values(product));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_long_sum_of_float32_rounds_once) {
  const Tensor x = full({1'000'000}, 0.1, float32);
  const float last = select(cumsum(x, 0), 0, -1).item<float>();
  BOOST_TEST(last == static_cast<float>(1e6 * static_cast<double>(0.1F)));
}

BOOST_AUTO_TEST_CASE(integers_and_bool) {
  const Tensor x = constant<std::int64_t>({3}, {(std::int64_t{1} << 53) + 1, 1, 1});
  BOOST_TEST((cumsum(x, 0).to_vector<std::int64_t>() ==
              std::vector<std::int64_t>{9007199254740993, 9007199254740994, 9007199254740995}));
  BOOST_TEST((cumsum(lt(x, 2), 0).to_vector<int>() == Positions{0, 1, 2}));
  BOOST_TEST((cumprod(constant<std::int64_t>({3}, {2, -3, 4}), 0).to_vector<int>() ==
              Positions{2, -6, -24}));
}

BOOST_AUTO_TEST_CASE(of_equal_elements_the_last_one_is_taken) {
  const Tensor x = leaf({5}, {1, 3, 3, 2, kNaN});
  const auto [largest, at] = cummax(x, 0);
  BOOST_TEST((at.to_vector<int>() == Positions{0, 1, 2, 2, 4}));
  BOOST_TEST(std::isnan(values(largest)[4]));
  BOOST_TEST(grad(sum(narrow(largest, 0, 0, 4)), x).to_vector<double>() == Values({1, 1, 2, 0, 0}));
  BOOST_TEST((cummin(constant({4}, {kNaN, 1, kNaN, 0}), 0).indices.to_vector<int>() ==
              Positions{0, 0, 2, 2}));
}

BOOST_AUTO_TEST_CASE(log_sums_of_infinities) {
  const Tensor x = constant({4}, {-kInf, 0, kInf, 1});
  BOOST_TEST(values(logcumsumexp(x, 0)) == Values({-kInf, 0, kInf, kInf}));
  const Tensor y = constant({3}, {1000, 1000, kNaN});
  const Values sums = values(logcumsumexp(y, 0));
  BOOST_TEST(sums[1] == 1000 + std::log(2.0));
  BOOST_TEST(std::isnan(sums[2]));
}

BOOST_AUTO_TEST_CASE(log_sums_pass_gradients_beside_minus_infinity) {
  const Tensor x = leaf({4}, {-kInf, 0, -kInf, 0});
  // y = -inf, 0, 0, log 2
  BOOST_TEST(grad(sum(narrow(logcumsumexp(x, 0), 0, 1, 3)), x).to_vector<double>() ==
             Values({0, 2.5, 0, 0.5}));
}

BOOST_AUTO_TEST_CASE(derivatives_with_zeros) {
  const auto f = [](const auto& t) { return square(cumprod(t[0], 0)); };
  const Tensor x = leaf({4, 2}, {0.5, 0, 0, -1.5, 2, 0, 1.5, 0.5});
  BOOST_TEST(gradcheck(f, {x}).ok);
  BOOST_TEST(gradgradcheck(f, {x}).ok);
}

BOOST_AUTO_TEST_CASE(empty_axes) {
  for (const Shape& shape : {Shape{0, 2}, Shape{2, 0}}) {
    const Tensor x = zeros(shape, float64).requires_grad_();
    for (const Tensor& y : {cumsum(x, 0), cumprod(x, 0), logcumsumexp(x, 0), cummax(x, 0).values}) {
      BOOST_TEST((y.shape() == shape));
      BOOST_TEST((grad(sum(y), x).shape() == shape));
    }
  }
}

BOOST_AUTO_TEST_CASE(errors_name_the_operation) {
  const Tensor x = zeros({2, 3});
  BOOST_CHECK_EXCEPTION(cumsum(x, 2), IndexError, says("cumsum"));
  BOOST_CHECK_EXCEPTION(cummax(x, -3), IndexError, says("cummax"));
  BOOST_CHECK_EXCEPTION(cumprod({}, 0), ValueError, says("cumprod"));
  BOOST_CHECK_EXCEPTION(logcumsumexp(zeros({2}, int64), 0), DTypeError,
                        says("logcumsumexp: input [2] is int64"));
}

BOOST_AUTO_TEST_CASE(a_scalar_has_gradient_one) {
  const Tensor x = leaf(3.0);
  for (const Tensor& y : {cumsum(x, 0), cumprod(x, 0), logcumsumexp(x, 0)}) {
    BOOST_TEST(grad(y, x).item<double>() == 1);
  }
}

BOOST_AUTO_TEST_CASE(a_scalar_is_its_own_total) {
  const Tensor x = test::scalar(3);
  for (const Tensor& y : {cumsum(x, 0), cumprod(x, -1), logcumsumexp(x, 0), cummax(x, 0).values,
                          cummin(x, 0).values}) {
    BOOST_TEST(y.shape() == Shape{});
    BOOST_TEST(y.item<double>() == 3);
  }
  BOOST_TEST(cummax(x, 0).indices.item<std::int64_t>() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
