// Losses of single numbers: one formula each.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/pointwise.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/loss.hpp>

#include <fmt/format.h>

#include <cmath>

namespace xgrad::nn {
namespace {

void check_shapes(const char* loss, const char* input_name, const Tensor& input,
                  const Tensor& target) {
  if (input.shape(loss) == target.shape(loss)) return;
  throw ShapeError(fmt::format("{}: {} {}, target is {}", loss, input_name,
                               to_string(input.shape()), to_string(target.shape())),
                   input.numel() == target.numel()
                       ? fmt::format("reshape(target, {})", to_string(input.shape()))
                       : "the shapes must be equal; nothing broadcasts here");
}

// A factor that broadcasts to the losses must not make more of them.
void check_factor(const char* loss, const char* name, const Tensor& factor, const Tensor& logits) {
  if (!factor.defined()) return;
  if (broadcast_shapes(loss, factor.shape(), logits.shape()) == logits.shape()) return;
  throw ShapeError(fmt::format("{}: {} {} does not broadcast to the logits {}", loss, name,
                               to_string(factor.shape()), to_string(logits.shape())));
}

Tensor reduce(const Tensor& losses, Reduction reduction) {
  switch (reduction) {
    case Reduction::mean:
      return mean(losses);
    case Reduction::sum:
      return sum(losses);
    case Reduction::none:
      break;
  }
  return losses;
}

// With p the factor of positives: no term is the difference of two large ones, whatever the logit.
constexpr auto binary_cross_entropy = [](auto x, auto y, auto p) {
  return p * y * softplus(-x) + (1 - y) * softplus(x);
};
constexpr auto squared_error = [](auto x, auto y) { return square(x - y); };
constexpr auto absolute_error = [](auto x, auto y) { return abs(x - y); };

}  // namespace

Tensor binary_cross_entropy_with_logits(const Tensor& logits, const Tensor& target,
                                        const BinaryCrossEntropyOptions& options) {
  const char* const name = "binary_cross_entropy_with_logits";
  check_shapes(name, "logits are", logits, target);
  check_factor(name, "weight", options.weight, logits);
  check_factor(name, "pos_weight", options.pos_weight, logits);
  const Tensor positive =
      options.pos_weight.defined() ? options.pos_weight : ones({}, logits.dtype());
  const Tensor losses = pointwise(name, binary_cross_entropy, logits, target, positive);
  return reduce(options.weight.defined() ? mul(losses, options.weight) : losses, options.reduction);
}

Tensor mse_loss(const Tensor& input, const Tensor& target, Reduction reduction) {
  check_shapes("mse_loss", "input is", input, target);
  return reduce(pointwise("mse_loss", squared_error, input, target), reduction);
}

Tensor l1_loss(const Tensor& input, const Tensor& target, Reduction reduction) {
  check_shapes("l1_loss", "input is", input, target);
  return reduce(pointwise("l1_loss", absolute_error, input, target), reduction);
}

Tensor huber_loss(const Tensor& input, const Tensor& target, double delta, Reduction reduction) {
  if (!(delta > 0 && std::isfinite(delta))) {
    throw ValueError(fmt::format("huber_loss: delta is {}, must be positive and finite", delta));
  }
  check_shapes("huber_loss", "input is", input, target);
  const auto formula = [delta](auto x, auto y) {
    const auto e = x - y;
    return where(abs(e) <= delta, 0.5 * square(e), delta * (abs(e) - 0.5 * delta));
  };
  return reduce(pointwise("huber_loss", formula, input, target), reduction);
}

}  // namespace xgrad::nn
