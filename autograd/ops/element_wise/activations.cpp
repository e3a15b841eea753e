// Activation functions, one formula each. Two have derivatives by operations, because their formulas
// would subtract numbers that are nearly equal.
#include <xgrad/autograd/formula/pointwise.hpp>
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/element_wise/activations.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/numbers/scalar.hpp>

#include <fmt/format.h>

#include <cmath>

namespace xgrad {

Tensor log_sigmoid(const Tensor& x) {
  return pointwise(
      "log_sigmoid", [](auto v) { return -softplus(-v); }, x);
}

Tensor selu(const Tensor& x) {
  return pointwise(
      "selu",
      [](auto v) {
        constexpr double kScale = 1.0507009873554804934, kNegative = 1.7580993408473768599;
        return where(v < 0, kNegative * expm1(v), where(v == 0, kNegative * v, kScale * v));
      },
      x);
}

Tensor celu(const Tensor& x, double alpha) {
  check_finite("celu", "alpha", alpha);
  if (alpha == 0) throw ValueError("celu: alpha is 0, by which x is divided");
  return pointwise(
      "celu", [alpha](auto v) { return where(v < 0, alpha * expm1(v / alpha), v); }, x);
}

Tensor mish(const Tensor& x) {
  // tanh(softplus(x)) = n / (n + 2) with n = e^x (e^x + 2), computed from e^-|x|
  return pointwise(
      "mish",
      [](auto v) {
        const auto e = exp(where(v < 0, v, -v));
        const auto below = e * (e + 2), above = 2 * e + 1;
        return weighted(where(v < 0, below / (below + 2), above / (above + 2 * e * e)), v);
      },
      x);
}

Tensor softsign(const Tensor& x) {
  const auto formula = [](auto v) { return v / (1 + abs(v)); };
  return record("softsign", pointwise_value("softsign", formula, x), {x},
                [x = saved(x)](const Tensor& g) { return div(g, square(add(abs(x()), 1))); });
}

Tensor hardtanh(const Tensor& x, double low, double high) {
  if (low > high)
    throw ValueError(fmt::format("hardtanh: low = {} is greater than high = {}", low, high));
  if (std::isnan(low) || std::isnan(high))
    throw ValueError(fmt::format("hardtanh: low = {} and high = {} are no limits", low, high));
  return pointwise(
      "hardtanh", [low, high](auto v) { return where(v <= low, low, where(v >= high, high, v)); },
      x);
}

Tensor hardsigmoid(const Tensor& x) {
  return pointwise(
      "hardsigmoid",
      [](auto v) {
        const auto inside = where(v == v, (v + 3) / 6, plain(v));
        return where(v <= -3, 0, where(v >= 3, 1, inside));
      },
      x);
}

Tensor hardswish(const Tensor& x) {
  return pointwise(
      "hardswish", [](auto v) { return where(v < -3, 0, where(v > 3, v, v * ((v + 3) / 6))); }, x);
}

Tensor tanhshrink(const Tensor& x) {
  const auto formula = [](auto v) { return v - tanh(v); };
  return record("tanhshrink", pointwise_value("tanhshrink", formula, x), {x},
                [x = saved(x)](const Tensor& g) { return mul(g, square(tanh(x()))); });
}

Tensor glu(const Tensor& x, Index axis) {
  const Shape& shape = x.array("glu").shape();
  if (shape.empty()) throw ShapeError("glu: a scalar (shape []) has no axis to halve");
  const std::size_t at = normalize_axis("glu", axis, shape);
  if (shape[at] % 2 != 0) {
    throw ShapeError(fmt::format("glu: axis {} of {} has {} elements, expected an even number",
                                 axis, to_string(shape), shape[at]));
  }
  const Tensor rows = transpose(x, axis, -1);
  const auto formula = [](auto a, auto b) { return a * sigmoid(b); };
  return transpose(pointwise("glu", formula, blocks<2>(rows)), axis, -1);
}

}  // namespace xgrad
