// Trigonometric and hyperbolic functions of the C library.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/element_wise/map.hpp>
#include <xgrad/autograd/ops/element_wise/trigonometric.hpp>

#include <cmath>

namespace xgrad {
namespace {

// (1 - x) (1 + x), which is 1 - x^2 without cancellation.
Tensor one_minus_square(const Tensor& x) {
  return mul(sub(1, x), add(x, 1));
}

}  // namespace

Tensor tan(const Tensor& x) {
  return map("tan", std::tan, x, [](const Tensor& g, const Tensor& y) {  // g (1 + y^2)
    return mul(g, add(mul(y, y), 1));
  });
}

Tensor asin(const Tensor& x) {
  return map("asin", std::asin, x,
             [x = saved(x)](const Tensor& g) { return div(g, sqrt(one_minus_square(x()))); });
}

Tensor acos(const Tensor& x) {
  return map("acos", std::acos, x,
             [x = saved(x)](const Tensor& g) { return neg(div(g, sqrt(one_minus_square(x())))); });
}

Tensor atan(const Tensor& x) {
  return map("atan", std::atan, x,
             [x = saved(x)](const Tensor& g) { return div(g, add(mul(x(), x()), 1)); });
}

Tensor atan2(const Tensor& a, const Tensor& b) {
  return map(
      "atan2", std::atan2, a, b,
      [a = saved(a), b = saved(b)](const Tensor& g) {  // g b / (a^2 + b^2)
        const Tensor distance = hypot(a(), b());
        return div(mul(g, div(b(), distance)), distance);
      },
      [a = saved(a), b = saved(b)](const Tensor& g) {  // -g a / (a^2 + b^2)
        const Tensor distance = hypot(a(), b());
        return neg(div(mul(g, div(a(), distance)), distance));
      });
}

Tensor sinh(const Tensor& x) {
  return map("sinh", std::sinh, x, [x = saved(x)](const Tensor& g) { return mul(g, cosh(x())); });
}

Tensor cosh(const Tensor& x) {
  return map("cosh", std::cosh, x, [x = saved(x)](const Tensor& g) { return mul(g, sinh(x())); });
}

Tensor asinh(const Tensor& x) {
  return map("asinh", std::asinh, x, [x = saved(x)](const Tensor& g) {  // g / sqrt(1 + x^2)
    return div(g, hypot(x(), ones({}, x().dtype())));
  });
}

Tensor acosh(const Tensor& x) {
  return map("acosh", std::acosh, x, [x = saved(x)](const Tensor& g) {  // g / sqrt(x^2 - 1)
    return div(g, mul(sqrt(sub(x(), 1)), sqrt(add(x(), 1))));
  });
}

Tensor atanh(const Tensor& x) {
  return map("atanh", std::atanh, x,
             [x = saved(x)](const Tensor& g) { return div(g, one_minus_square(x())); });
}

Tensor hypot(const Tensor& a, const Tensor& b) {
  return map(
      "hypot", std::hypot, a, b,
      [a = saved(a)](const Tensor& g, const Tensor& y) { return mul(g, div(a(), y)); },
      [b = saved(b)](const Tensor& g, const Tensor& y) { return mul(g, div(b(), y)); });
}

}  // namespace xgrad
