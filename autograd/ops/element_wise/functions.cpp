// Elementwise functions and selection, one formula each.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/formula/formulas.hpp>
#include <xgrad/autograd/formula/pointwise.hpp>
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>

#include <fmt/format.h>

#include <cmath>

namespace xgrad {

Tensor expm1(const Tensor& x) {
  return pointwise("expm1", formulas::expm1, x);
}
Tensor log1p(const Tensor& x) {
  return pointwise("log1p", formulas::log1p, x);
}
Tensor rsqrt(const Tensor& x) {
  return pointwise("rsqrt", formulas::rsqrt, x);
}
Tensor tanh(const Tensor& x) {
  return pointwise("tanh", formulas::tanh, x);
}
Tensor sigmoid(const Tensor& x) {
  return pointwise("sigmoid", formulas::sigmoid, x);
}
Tensor silu(const Tensor& x) {
  return pointwise("silu", formulas::silu, x);
}
Tensor softplus(const Tensor& x) {
  return pointwise("softplus", formulas::softplus, x);
}
Tensor relu(const Tensor& x) {
  return pointwise("relu", formulas::relu, x);
}
Tensor gelu(const Tensor& x) {
  return pointwise("gelu", formulas::gelu, x);
}
Tensor abs(const Tensor& x) {
  if (x.dtype("abs") == int64) return maximum(x, neg(x));
  return pointwise("abs", formulas::abs, x);
}
Tensor square(const Tensor& x) {
  return pointwise("square", formulas::square, x);
}
Tensor sin(const Tensor& x) {
  return pointwise("sin", formulas::sin, x);
}
Tensor cos(const Tensor& x) {
  return pointwise("cos", formulas::cos, x);
}
Tensor erf(const Tensor& x) {
  return pointwise("erf", formulas::erf, x);
}
Tensor pow(const Tensor& a, const Tensor& b) {
  return pointwise("pow", formulas::pow, a, b);
}

Tensor leaky_relu(const Tensor& x, double slope) {
  check_finite("leaky_relu", "slope", slope);
  return pointwise(
      "leaky_relu", [slope](auto v) { return where(v > 0, v, slope * v); }, x);
}

Tensor elu(const Tensor& x, double alpha) {
  check_finite("elu", "alpha", alpha);
  return pointwise(
      "elu",
      [alpha](auto v) {
        return where(v < 0, alpha * formula::expm1(v), where(v == 0, alpha * v, v));
      },
      x);
}

Tensor pow(const Tensor& a, double b) {
  if (b == 2) return square(a);
  return pointwise(
      "pow", [b](auto x) { return formula::pow(x, b); }, a);
}

Tensor pow(double a, const Tensor& b) {
  return pointwise(
      "pow", [a](auto x) { return formula::pow(a, x); }, b);
}

Tensor clamp(const Tensor& x, double low, double high) {
  if (low > high)
    throw ValueError(fmt::format("clamp: low = {} is greater than high = {}", low, high));
  if (std::isnan(low) || std::isnan(high))
    throw ValueError(fmt::format("clamp: low = {} and high = {} are no limits", low, high));
  return pointwise(
      "clamp", [low, high](auto v) { return formula::clamp(v, low, high); }, x);
}

Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b) {
  // A formula would multiply gradients by 0 and 1, and a NaN gradient would reach both inputs.
  return record(
      "where", pointwise_value("where", formulas::where, xgrad::condition(condition), a, b), {a, b},
      [condition = saved(condition)](const Tensor& g) { return where(condition(), g, 0.0); },
      [condition = saved(condition)](const Tensor& g) { return where(condition(), 0.0, g); });
}

Tensor where(const Tensor& condition, const Tensor& a, double b) {
  return where(condition, a, full({}, b, a.dtype()));
}

Tensor where(const Tensor& condition, double a, const Tensor& b) {
  return where(condition, full({}, a, b.dtype()), b);
}

}  // namespace xgrad
