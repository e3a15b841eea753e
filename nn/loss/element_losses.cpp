// Checks, weights, masks and reductions that the losses share.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/loss/element_losses.hpp>

#include <algorithm>
#include <cmath>

namespace xgrad::nn {

void check_equal_shapes(const char* loss, const NamedInput& input, const NamedInput& target) {
  const Shape& shape = input.tensor.shape(loss);
  if (shape == target.tensor.shape(loss)) return;
  throw ShapeError(
      fmt::format("{}: {} {}, {} {}", loss, input.name, shape, target.name, target.tensor.shape()),
      input.tensor.numel() == target.tensor.numel()
          ? fmt::format("reshape(target, {})", shape)
          : "the shapes must be equal; nothing broadcasts here");
}

void check_factor(const char* loss, const char* name, const Tensor& factor, const Shape& shape) {
  if (!factor.defined() || broadcast_shapes(loss, factor.shape(), shape) == shape) return;
  throw ShapeError(fmt::format("{}: {} {} does not broadcast to the losses {}", loss, name,
                               factor.shape(), shape));
}

void check_at_least(const char* loss, const char* name, double value, double low) {
  if (value >= low && std::isfinite(value)) return;
  throw ValueError(
      fmt::format("{}: {} is {}, must be at least {} and finite", loss, name, value, low));
}

void check_margin(const char* loss, double margin) {
  if (std::isfinite(margin)) return;
  throw ValueError(fmt::format("{}: margin is {}, must be finite", loss, margin));
}

Factors joined_factors(const char* loss, const Tensor& weight, const Tensor& mask,
                       const Shape& shape, DType dtype) {
  check_factor(loss, "weight", weight, shape);
  if (!mask.defined()) return {weight, mask};
  if (mask.dtype() != bool_) {
    throw DTypeError(
        fmt::format("{}: the mask {} is {}, must be bool", loss, mask.shape(), mask.dtype()),
        "compare first: ne(mask, 0); factors go into .weight");
  }
  check_factor(loss, "mask", mask, shape);
  return {where(mask, weight.defined() ? weight : ones({}, dtype), 0.0), mask};
}

void check_values(const char* loss, const char* name, const Tensor& x, const Tensor& invalid,
                  const Factors& factors, const char* expected) {
  const Tensor found =
      factors.weight.defined() ? logical_and(invalid, ne(factors.weight, 0)) : invalid;
  if (!any(found).item<bool>()) return;
  const Index first = argmax(to(found, int64)).item<Index>();
  const Tensor value = select(reshape(expand(x, found.shape()), {-1}), 0, first);
  throw ValueError(fmt::format("{}: {} is {} at {}, must be {}", loss, name,
                               to(value, float64).item<double>(), unravel(first, found.shape()),
                               expected));
}

Tensor positive_labels(const char* loss, const Tensor& target, const Factors& factors) {
  check_values(loss, "target", target, logical_and(ne(target, 1), ne(target, -1)), factors,
               "1 or -1");
  return gt(target, 0);
}

Tensor selected_rows(const Tensor& rows, const Factors& factors) {
  if (!factors.weight.defined()) return rows;
  return where(unsqueeze(ne(factors.weight, 0), -1), rows, 1.0);
}

Tensor reduce(const char* loss, const Tensor& losses, const Tensor& mask, Reduction reduction) {
  switch (reduction) {
    case Reduction::mean:
      if (mask.defined()) {
        const double counted = sum(expand(mask, losses.shape())).item<double>();
        if (counted > 0) return div(sum(losses), counted);
        return add(mul(sum(losses), 0), std::nan(""));  // the mean of nothing; its gradients are 0
      }
      return mean(losses);
    case Reduction::sum:
      return sum(losses);
    case Reduction::batchmean:
      return batch_mean(loss, losses, losses.shape());
    case Reduction::none:
      break;
  }
  return losses;
}

Tensor batch_mean(const char* loss, const Tensor& losses, const Shape& shape) {
  if (shape.empty()) {
    throw ShapeError(fmt::format("{}: there is no batchmean of one loss, which has no axes", loss),
                     "unsqueeze the inputs, or use Reduction::sum");
  }
  return div(sum(losses), static_cast<double>(shape[0]));
}

}  // namespace xgrad::nn
