// Rounding and signs by the C library; nan_to_num is a formula.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/formula/pointwise.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/element_wise/map.hpp>
#include <xgrad/autograd/ops/element_wise/rounding.hpp>
#include <xgrad/core/kernels/copy.hpp>

#include <cmath>
#include <limits>

namespace xgrad {
namespace {

Tensor rounded(const char* name, double (*function)(double), const Tensor& x) {
  if (x.dtype(name) == int64) return Tensor(kernels::copy(x.array()));
  return map(name, function, x, zero_gradient);
}

}  // namespace

Tensor sign(const Tensor& x) {
  if (x.dtype("sign") == int64) return sub(to(gt(x, 0), int64), to(lt(x, 0), int64));
  const auto function = [](double v) { return v > 0 ? 1.0 : v < 0 ? -1.0 : 0.0; };
  return map("sign", function, x, zero_gradient);
}

Tensor floor(const Tensor& x) {
  return rounded("floor", std::floor, x);
}
Tensor ceil(const Tensor& x) {
  return rounded("ceil", std::ceil, x);
}
Tensor round(const Tensor& x) {
  return rounded("round", std::nearbyint, x);
}
Tensor trunc(const Tensor& x) {
  return rounded("trunc", std::trunc, x);
}

Tensor frac(const Tensor& x) {
  const auto function = [](double v) { return v - std::trunc(v); };
  return map("frac", function, x, [](const Tensor& g) { return g; });
}

Tensor copysign(const Tensor& a, const Tensor& b) {
  return map(
      "copysign", std::copysign, a, b,
      [a = saved(a), b = saved(b)](const Tensor& g) {
        return mul(g, mul(sign(a()), copysign(ones_like(b()), b())));
      },
      zero_gradient);
}
Tensor copysign(const Tensor& a, double b) {
  return copysign(a, full({}, b, a.dtype("copysign")));
}

Tensor nan_to_num(const Tensor& x, double nan, std::optional<double> posinf,
                  std::optional<double> neginf) {
  const double largest = x.dtype("nan_to_num") == float32
                             ? static_cast<double>(std::numeric_limits<float>::max())
                             : std::numeric_limits<double>::max();
  const double above = posinf.value_or(largest), below = neginf.value_or(-largest);
  return pointwise(
      "nan_to_num",
      [nan, above, below](auto v) {
        constexpr double inf = std::numeric_limits<double>::infinity();
        return where(v == inf, above, where(v == -inf, below, where(v == v, v, nan)));
      },
      x);
}

}  // namespace xgrad
