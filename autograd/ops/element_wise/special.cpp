// Special functions of core/kernels and the C library.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/element_wise/map.hpp>
#include <xgrad/autograd/ops/element_wise/special.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/element_wise/special.hpp>

#include <fmt/format.h>

#include <cmath>
#include <numbers>

namespace xgrad {
namespace {

constexpr double kTwoOverRootPi = 2 * std::numbers::inv_sqrtpi;

}  // namespace

Tensor erfc(const Tensor& x) {
  return map("erfc", std::erfc, x, [x = saved(x)](const Tensor& g) {
    return mul(g, mul(exp(neg(mul(x(), x()))), -kTwoOverRootPi));
  });
}

Tensor erfinv(const Tensor& x) {
  return map("erfinv", kernels::erf_inverse, x, [](const Tensor& g, const Tensor& y) {
    return mul(g, div(exp(mul(y, y)), kTwoOverRootPi));
  });
}

Tensor lgamma(const Tensor& x) {
  return map("lgamma", kernels::log_gamma, x,
             [x = saved(x)](const Tensor& g) { return mul(g, digamma(x())); });
}

Tensor digamma(const Tensor& x) {
  const auto function = [](double v) { return kernels::polygamma(0, v); };
  return map("digamma", function, x,
             [x = saved(x)](const Tensor& g) { return mul(g, polygamma(1, x())); });
}

Tensor polygamma(Index n, const Tensor& x) {
  if (n < 0) throw ValueError(fmt::format("polygamma: n is {}, expected 0 or more", n));
  if (n == 0) return digamma(x);
  const auto function = [](double v, double order) { return kernels::polygamma(order, v); };
  const Tensor order = full({}, n, x.dtype("polygamma"));
  return record(
      "polygamma", kernels::map("polygamma", function, x.array(), order.array()), {x},
      [n, x = saved(x)](const Tensor& g) { return mul(g, polygamma(saturating_sum(n, 1), x())); });
}

}  // namespace xgrad
