// Exponentials and logarithms beyond those of pointwise.hpp.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/formula/pointwise.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/element_wise/exponential.hpp>
#include <xgrad/autograd/ops/element_wise/map.hpp>

#include <cmath>
#include <limits>
#include <numbers>

namespace xgrad {
namespace {

constexpr auto x_log_y = [](auto a, auto b) { return where(b == b, weighted(a, log(b)), b); };

// The greater number is added last. The sum of equal infinities has no difference to work with.
constexpr auto log_add_exp = [](auto a, auto b) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  const auto larger_a = a + log1p(exp(b - a)), larger_b = b + log1p(exp(a - b));
  return where(a == b && (a == inf || a == -inf), halfway(a, b), where(a >= b, larger_a, larger_b));
};

}  // namespace

Tensor exp2(const Tensor& x) {
  return map("exp2", std::exp2, x,
             [](const Tensor& g, const Tensor& y) { return mul(mul(g, y), std::numbers::ln2); });
}

Tensor log2(const Tensor& x) {
  return map("log2", std::log2, x,
             [x = saved(x)](const Tensor& g) { return div(mul(g, std::numbers::log2e), x()); });
}

Tensor log10(const Tensor& x) {
  return map("log10", std::log10, x,
             [x = saved(x)](const Tensor& g) { return div(mul(g, std::numbers::log10e), x()); });
}

Tensor reciprocal(const Tensor& x) {
  return div(1, x);
}

Tensor xlogy(const Tensor& a, const Tensor& b) {
  return record(
      "xlogy", pointwise_value("xlogy", x_log_y, a, b), {a, b},
      [a = saved(a), b = saved(b)](const Tensor& g) {
        return masked_fill(xlogy(g, b()), logical_and(eq(a(), 0), le(b(), 0)), 0);
      },
      [a = saved(a), b = saved(b)](const Tensor& g) { return mul(g, div(a(), b())); });
}
Tensor xlogy(const Tensor& a, double b) {
  return xlogy(a, full({}, b, a.dtype("xlogy")));
}
Tensor xlogy(double a, const Tensor& b) {
  return xlogy(full({}, a, b.dtype("xlogy")), b);
}

Tensor logaddexp(const Tensor& a, const Tensor& b) {
  return pointwise("logaddexp", log_add_exp, a, b);
}

}  // namespace xgrad
