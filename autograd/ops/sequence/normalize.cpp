// Layer normalisation: fused kernels, and equivalent differentiable operations for recorded
// backward passes.
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/row_unit.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/layer_norm.hpp>

#include <cmath>
#include <limits>
#include <optional>

namespace xgrad {
namespace {

void check_layer_norm(const Tensor& x, const Tensor& weight, const Tensor& bias, double eps) {
  if (!is_floating(x.dtype("layer_norm"))) {
    throw DTypeError(fmt::format("layer_norm: the input is {}, not float32 or float64", x.dtype()));
  }
  if (x.rank() == 0) throw ShapeError("layer_norm: a scalar (shape []) has no axis of features");
  if (!(eps >= 0 && std::isfinite(eps))) {
    throw ValueError(fmt::format("layer_norm: eps is {}, expected 0 or more, and finite", eps));
  }
  const auto check = [&](const char* role, const Tensor& factor) {
    if (!factor.defined()) return;
    if (factor.shape() != Shape{x.shape().back()}) {
      throw ShapeError(fmt::format("layer_norm: {} {} does not fit input {}, expected [{}]", role,
                                   factor.shape(), x.shape(), x.shape().back()));
    }
    if (factor.dtype() != x.dtype()) {
      throw DTypeError(
          fmt::format("layer_norm: the {} is {}, the input is {}", role, factor.dtype(), x.dtype()),
          "cast one of them; floating types do not mix silently");
    }
  };
  check("weight", weight);
  check("bias", bias);
}

Tensor mean_of_rows(const Tensor& x) {
  return mean(x, -1, true);
}

// The standard deviation of each row, with eps.   [..., n] -> [..., 1]
// Rows are shifted and scaled by constants, so that equal elements have deviation exactly 0 and no
// square overflows. For rows without deviation the divisor is infinite; see `layer_norm`.
Tensor deviation(const Tensor& x, double eps) {
  if (x.numel() == 0) return sqrt(add(mean_of_rows(mul(x, x)), eps));
  const Tensor shifted = sub(x, narrow(x, -1, 0, 1).detach());
  const Tensor unit = row_unit(shifted.detach(), std::sqrt(eps));
  const Tensor centred = div(sub(shifted, mean_of_rows(shifted)), unit);
  const Tensor variance =
      add(mean_of_rows(mul(centred, centred)), div(div(eps, unit), unit).detach());
  const double inf = std::numeric_limits<double>::infinity();
  return mul(unit, sqrt(where(eq(variance, 0), inf, variance)));
}

}  // namespace

Tensor layer_norm(const Tensor& x, const Tensor& weight, const Tensor& bias, double eps) {
  const auto array_of = [](const Tensor& t) { return t.defined() ? t.array() : Array(); };
  check_layer_norm(x, weight, bias, eps);
  Array statistics;
  Array value = kernels::layer_norm(x.array(), array_of(weight), array_of(bias), eps, statistics);

  const auto kept = weight.defined() ? std::optional(saved(weight)) : std::nullopt;
  const auto input_gradient = [x = saved(x), weight = kept, statistics, eps](const Tensor& g) {
    if (!grad_enabled()) {
      return Tensor(kernels::layer_norm_input_gradient(
          g.array(), x().array(), weight ? (*weight)().array() : Array(), statistics));
    }
    // dx = (h - mean(h) - y mean(h y)) / s   with h = g weight and y = (x - mean(x)) / s
    const Tensor h = weight ? mul(g, (*weight)()) : g;
    const Tensor y = layer_norm(x(), {}, {}, eps);
    const Tensor along = mul(y, mean_of_rows(mul(h, y)));
    return div(sub(sub(h, mean_of_rows(h)), along), deviation(x(), eps));
  };
  const auto weight_gradient = [x = saved(x), statistics, eps](const Tensor& g) {  // sums of g y
    const auto add_to = [g, x = x().array(), statistics](Array& sum) {
      kernels::add_layer_norm_weight_gradient(sum, g.array(), x, statistics);
    };
    return Deferred{[g, x, eps, add_to] {
                      if (grad_enabled()) return mul(g, layer_norm(x(), {}, {}, eps));
                      Array sum = kernels::zeros({g.shape().back()}, g.dtype());
                      add_to(sum);
                      return Tensor(sum);
                    },
                    add_to};
  };
  const auto bias_gradient = [](const Tensor& g) { return g; };  // the engine sums over the rows

  if (!weight.defined() && !bias.defined()) {
    return record("layer_norm", std::move(value), {x}, input_gradient);
  }
  if (!bias.defined()) {
    return record("layer_norm", std::move(value), {x, weight}, input_gradient, weight_gradient);
  }
  if (!weight.defined()) {
    return record("layer_norm", std::move(value), {x, bias}, input_gradient, bias_gradient);
  }
  return record("layer_norm", std::move(value), {x, weight, bias}, input_gradient, weight_gradient,
                bias_gradient);
}

}  // namespace xgrad
