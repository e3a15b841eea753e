// Elementwise losses, one formula each.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/formula/pointwise.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/loss/regression.hpp>

#include <cmath>

namespace xgrad::nn {
namespace {

void check_shapes(const char* loss, const char* input_name, const Tensor& input,
                  const Tensor& target) {
  if (input.shape(loss) == target.shape(loss)) return;
  throw ShapeError(
      fmt::format("{}: {} {}, target is {}", loss, input_name, input.shape(), target.shape()),
      input.numel() == target.numel() ? fmt::format("reshape(target, {})", input.shape())
                                      : "the shapes must be equal; nothing broadcasts here");
}

// A factor must broadcast to the losses, not enlarge their shape.
void check_factor(const char* loss, const char* name, const Tensor& factor, const char* input_name,
                  const Tensor& input) {
  if (!factor.defined()) return;
  if (broadcast_shapes(loss, factor.shape(), input.shape()) == input.shape()) return;
  throw ShapeError(fmt::format("{}: {} {} does not broadcast to the {} {}", loss, name,
                               factor.shape(), input_name, input.shape()));
}

// The mask, checked and broadcast to the shape of the losses.
Tensor checked_mask(const char* loss, const Tensor& mask, const char* input_name,
                    const Tensor& input) {
  if (mask.defined() && mask.dtype() != bool_) {
    throw DTypeError(
        fmt::format("{}: the mask {} is {}, must be bool", loss, mask.shape(), mask.dtype()),
        "compare first: ne(mask, 0); factors go into .weight");
  }
  check_factor(loss, "mask", mask, input_name, input);
  return mask;
}

// The mean over the unmasked losses, their sum, or the losses themselves.
Tensor reduce(const Tensor& losses, const Tensor& mask, Reduction reduction) {
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
    case Reduction::none:
      break;
  }
  return losses;
}

// The weight of every loss, 0 where the mask is false.
Tensor joined_weight(const Tensor& weight, const Tensor& mask, DType dtype) {
  if (!mask.defined()) return weight;
  return where(mask, weight.defined() ? weight : ones({}, dtype), 0.0);
}

// The formula of one loss for these inputs. A weight of 0 selects 0 instead of multiplying, so that
// no value or derivative of a masked element reaches the result.
template <class Formula, class... Inputs>
Tensor element_losses(const char* name, const Formula& formula, const Tensor& weight,
                      const Inputs&... inputs) {
  if (!weight.defined()) return pointwise(name, formula, inputs...);
  return pointwise(
      name, [formula](auto w, auto... x) { return weighted(w, formula(x...)); }, weight, inputs...);
}

template <class Formula>
Tensor element_loss(const char* name, const Formula& formula, const Tensor& input,
                    const Tensor& target, const ElementLossOptions& options) {
  check_shapes(name, "input is", input, target);
  check_factor(name, "weight", options.weight, "input", input);
  const Tensor mask = checked_mask(name, options.mask, "input", input);
  const Tensor weight = joined_weight(options.weight, mask, input.dtype());
  return reduce(element_losses(name, formula, weight, input, target), mask, options.reduction);
}

// p is the weight of positive targets. No term is a difference of two large ones, for any logit,
// and a class of probability 0 has zero loss when the logit is infinite.
constexpr auto binary_cross_entropy = [](auto x, auto y, auto p) {
  return weighted(p * y, softplus(-x)) + weighted(1 - y, softplus(x));
};
constexpr auto squared_error = [](auto x, auto y) { return square(x - y); };
constexpr auto absolute_error = [](auto x, auto y) { return abs(x - y); };

}  // namespace

Tensor binary_cross_entropy_with_logits(const Tensor& logits, const Tensor& target,
                                        const BinaryCrossEntropyOptions& options) {
  const char* const name = "binary_cross_entropy_with_logits";
  check_shapes(name, "logits are", logits, target);
  check_factor(name, "weight", options.weight, "logits", logits);
  check_factor(name, "pos_weight", options.pos_weight, "logits", logits);
  const Tensor mask = checked_mask(name, options.mask, "logits", logits);
  const Tensor positive =
      options.pos_weight.defined() ? options.pos_weight : ones({}, logits.dtype());
  const Tensor weight = joined_weight(options.weight, mask, logits.dtype());
  return reduce(element_losses(name, binary_cross_entropy, weight, logits, target, positive), mask,
                options.reduction);
}

Tensor mse_loss(const Tensor& input, const Tensor& target, Reduction reduction) {
  return mse_loss(input, target, {.reduction = reduction});
}

Tensor mse_loss(const Tensor& input, const Tensor& target, const ElementLossOptions& options) {
  return element_loss("mse_loss", squared_error, input, target, options);
}

Tensor l1_loss(const Tensor& input, const Tensor& target, Reduction reduction) {
  return l1_loss(input, target, {.reduction = reduction});
}

Tensor l1_loss(const Tensor& input, const Tensor& target, const ElementLossOptions& options) {
  return element_loss("l1_loss", absolute_error, input, target, options);
}

Tensor huber_loss(const Tensor& input, const Tensor& target, double delta, Reduction reduction) {
  return huber_loss(input, target, delta, {.reduction = reduction});
}

Tensor huber_loss(const Tensor& input, const Tensor& target, double delta,
                  const ElementLossOptions& options) {
  if (!(delta > 0 && std::isfinite(delta))) {
    throw ValueError(fmt::format("huber_loss: delta is {}, must be positive and finite", delta));
  }
  const auto formula = [delta](auto x, auto y) {
    const auto e = x - y;  // for NaN, loss and derivative are those of the square
    return where(abs(e) > delta, delta * (abs(e) - 0.5 * delta), 0.5 * square(e));
  };
  return element_loss("huber_loss", formula, input, target, options);
}

}  // namespace xgrad::nn
