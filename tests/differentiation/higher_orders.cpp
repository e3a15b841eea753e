// Third and higher derivatives of formulas, against closed forms and finite differences.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/formula.hpp>
#include <xgrad/autograd/gradcheck.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/recurrent.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include <cmath>
#include <limits>
#include <numbers>
#include <ostream>

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(higher_orders)

namespace {

Tensor points() {
  return tensor({-2.1, -0.6, 0.3, 1.7}, float64);
}

Tensor nth(const Tensor& y, const Tensor& x, int order) {
  Tensor d = y;
  for (int i = 0; i < order; ++i) {
    if (!d.requires_grad()) return zeros(x.shape(), x.dtype());
    d = grad(sum(d), x, {.create_graph = true, .allow_unused = true});
    if (!d.defined()) return zeros(x.shape(), x.dtype());
  }
  return d;
}

struct Named {
  const char* name;
  Tensor (*function)(const Tensor&);
  // The function as a composition of operations with derivatives of every order.
  Tensor (*composed)(const Tensor&);
};
std::ostream& operator<<(std::ostream& stream, const Named& named) {
  return stream << named.name;
}

Tensor sigmoid_by_exp(const Tensor& x) {
  return 1 / (1 + exp(-x));
}
Tensor tanh_by_exp(const Tensor& x) {
  return 2 * sigmoid_by_exp(2 * x) - 1;
}

Tensor swish(const Tensor& x, double beta) {
  return pointwise(
      "swish", [beta](auto v) { return v * sigmoid(beta * v); }, x);
}

const Named kClosed[] = {
    {"tanh", &tanh, tanh_by_exp},
    {"sigmoid", &sigmoid, sigmoid_by_exp},
    {"softplus", &softplus, [](const Tensor& x) { return log(1 + exp(x)); }},
    {"silu", &silu, [](const Tensor& x) { return x * sigmoid_by_exp(x); }},
    {"square", &square, [](const Tensor& x) { return x * x; }},
    {"rsqrt", [](const Tensor& x) { return rsqrt(x * x + 1); },
     [](const Tensor& x) { return 1 / sqrt(x * x + 1); }},
    {"expm1", &expm1, [](const Tensor& x) { return exp(x) - 1; }},
    {"log1p", [](const Tensor& x) { return log1p(x * x); },
     [](const Tensor& x) { return log(1 + x * x); }},
    {"pow", [](const Tensor& x) { return pow(x * x, 1.5); },
     [](const Tensor& x) { return exp(1.5 * log(x * x)); }},
    {"relu", &relu, [](const Tensor& x) { return x * to(gt(x, 0), float64); }},
    {"abs", &abs, [](const Tensor& x) { return x * (2 * to(gt(x, 0), float64) - 1); }},
    {"swish", [](const Tensor& x) { return swish(x, 1.5); },
     [](const Tensor& x) { return x * sigmoid_by_exp(1.5 * x); }},
    {"elu", [](const Tensor& x) { return elu(x, 0.7); },
     [](const Tensor& x) {
       const Tensor positive = to(gt(x, 0), float64);
       return x * positive + 0.7 * (exp(x) - 1) * (1 - positive);
     }},
};

}  // namespace

BOOST_DATA_TEST_CASE(third_to_fifth_derivatives_match_a_composition, kClosed, op) {
  const Tensor x = points().requires_grad_();
  for (int order = 1; order <= 5; ++order) {
    BOOST_TEST_CONTEXT("order " << order) {
      const Tensor expected = nth(op.composed(x), x, order);
      BOOST_TEST(
          close(nth(op.function(x), x, order), expected, {.absolute = 1e-12, .relative = 1e-11}));
    }
  }
}

BOOST_AUTO_TEST_CASE(gelu_and_erf_match_closed_forms) {
  const Tensor x = points().requires_grad_();
  const Tensor density = exp(-0.5 * x * x) * (1 / std::sqrt(2 * std::numbers::pi));
  const Tolerance tolerance = {.absolute = 1e-14, .relative = 1e-13};
  BOOST_TEST(close(nth(gelu(x), x, 3), (x * x * x - 4 * x) * density, tolerance));
  BOOST_TEST(close(nth(gelu(x), x, 4), (-x * x * x * x + 7 * x * x - 4) * density, tolerance));
  const Tensor slope = exp(-x * x) * (2 * std::numbers::inv_sqrtpi);
  BOOST_TEST(close(nth(erf(x), x, 3), (4 * x * x - 2) * slope, tolerance));
  BOOST_TEST(close(nth(erf(x), x, 4), (12 * x - 8 * x * x * x) * slope, tolerance));
  BOOST_TEST(close(nth(sin(x), x, 3), -cos(x), tolerance));
  BOOST_TEST(close(nth(cos(x), x, 4), cos(x), tolerance));
}

BOOST_AUTO_TEST_CASE(two_inputs_captured_numbers_and_broadcasting) {
  const double scale = 0.8;
  const auto formula = [scale](auto a, auto b) {
    const auto sum = tanh(a * b) + scale * max(a, b) * b * b;
    return std::tuple{sum * sigmoid(b), exp(-scale * a * a) * where(a < b, a * b * b, a)};
  };
  const auto third = [&](const std::vector<Tensor>& t) {
    const auto [y, z] = pointwise("mixed", formula, t[0], t[1]);
    return grad({sum(y) + sum(z * z)}, {t[0], t[1]}, {.create_graph = true});
  };
  const Tensor a = tensor({{0.3, -0.7, 1.1}, {0.9, 0.2, -1.4}}, float64).requires_grad_();
  const Tensor b = tensor({0.5, 0.8, -0.4}, float64).requires_grad_();
  BOOST_TEST(gradgradcheck(third, {a, b}).ok);
  // The fourth, of one input that the other depends on.
  const auto fourth = [&](const std::vector<Tensor>& t) {
    const auto [y, z] = pointwise("mixed", formula, t[0], sin(t[0]));
    const Tensor first = grad(sum(y * z), t[0], {.create_graph = true});
    return grad(sum(first * first), t[0], {.create_graph = true});
  };
  const auto result = gradgradcheck(fourth, {a});
  BOOST_TEST(result.ok, result.message);
}

BOOST_AUTO_TEST_CASE(conditions_and_blocks) {
  const auto formula = [](auto chosen, auto p, auto q) {
    return where(chosen && !(p > q), p * p * p * q, weighted(p, exp(q)) * clamp(q, -1.0, 1.0));
  };
  const Tensor chosen = gt(tensor({1.0, -1.0, 1.0}, float64), 0);
  const auto first = [&](const Tensor& x) {
    const Tensor y = pointwise("blocked", formula, condition(chosen), blocks<2>(x));
    return grad(sum(y * y), x, {.create_graph = true});
  };
  const Tensor x = tensor({{0.3, 0.4, 0.9, 0.5, -0.3, 0.2}}, float64).requires_grad_();
  const auto result = gradgradcheck(first, {x});
  BOOST_TEST(result.ok, result.message);
}

BOOST_AUTO_TEST_CASE(a_slope_from_the_output_defines_all_derivatives) {
  // Not the derivative of the value: a surrogate.
  const auto step =
      formula::slope_from_output([](auto x) { return tanh(x); }, [](auto y) { return y * y * y; });
  const Tensor x = points().requires_grad_();
  const Tensor y = tanh(points());
  const Tensor actual = pointwise("step", step, x);
  const Tolerance tolerance = {.absolute = 1e-14, .relative = 1e-13};
  const Tensor y4 = y * y * y * y;
  BOOST_TEST(close(nth(actual, x, 2), 3 * y4 * y, tolerance));
  BOOST_TEST(close(nth(actual, x, 3), 15 * y4 * y * y * y, tolerance));
  BOOST_TEST(close(nth(actual, x, 4), 105 * y4 * y4 * y, tolerance));
}

BOOST_AUTO_TEST_CASE(unselected_branches_have_no_effect) {
  const Tensor x = tensor({-1.0, 0.0, 2.0}, float64).requires_grad_();
  const Tensor y = pointwise(
      "guarded", [](auto v) { return where(v > 0, v * log(v), v * v * v); }, x);
  BOOST_TEST(close(nth(y, x, 3), tensor({6.0, 6.0, -0.25}, float64), {.absolute = 1e-15}));
  BOOST_TEST(close(nth(y, x, 4), tensor({0.0, 0.0, 0.25}, float64), {.absolute = 1e-15}));
}

BOOST_AUTO_TEST_CASE(saturated_functions_remain_finite) {
  const Tensor x = tensor({-800.0, -40.0, 40.0, 800.0}, float64).requires_grad_();
  for (const auto function : {&tanh, &sigmoid, &softplus, &gelu, &erf}) {
    const Tensor third = nth(function(x), x, 3);
    for (const double value : third.to_vector<double>()) BOOST_TEST(std::isfinite(value));
  }
}

BOOST_AUTO_TEST_CASE(float32_is_near_float64) {
  const Tensor x = points().requires_grad_(), single = to(points(), float32).requires_grad_();
  BOOST_TEST(close(nth(gelu(single) * tanh(single), single, 3), nth(gelu(x) * tanh(x), x, 3),
                   {.absolute = 2e-6}));
}

BOOST_AUTO_TEST_CASE(a_recurrent_layer_has_third_derivatives) {
  const nn::LSTM lstm({.input_size = 2, .hidden_size = 2, .dtype = float64});
  const Tensor input = reshape(tensor({0.3, -0.5, 0.1, 0.9}, float64), {2, 1, 2}).requires_grad_();
  const auto first = [&](const Tensor& x) {
    const Tensor output = lstm(x).output;
    return grad(sum(output * output), x, {.create_graph = true});
  };
  const auto result = gradgradcheck(first, {input});
  BOOST_TEST(result.ok, result.message);
}

BOOST_AUTO_TEST_CASE(third_derivatives_accumulate_into_leaves) {
  const Tensor x = points().requires_grad_();
  sum(nth(tanh(x), x, 2)).backward();
  BOOST_TEST(close(x.grad(), nth(tanh_by_exp(x), x, 3), {.absolute = 1e-14, .relative = 1e-13}));
}

BOOST_AUTO_TEST_CASE(a_constant_may_come_first_in_an_extremum) {
  const Tensor x = tensor({2.0, 3.0}, float64).requires_grad_();
  Tensor y = pointwise(
      "f", [](auto v) { return max(0.5, v) * v * v; }, x);
  for (int order = 0; order < 3; ++order) y = grad(sum(y), x, {.create_graph = true});
  BOOST_TEST(y.to_vector<double>() == std::vector<double>({6, 6}));
}

BOOST_AUTO_TEST_SUITE_END()
