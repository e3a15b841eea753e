// Elementwise losses. Input and target must have equal shapes; they do not broadcast.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/nn/loss/reduction.hpp>

namespace xgrad::nn {

/// Options of `mse_loss`, `l1_loss` and `huber_loss`.
struct ElementLossOptions {
  Reduction reduction = Reduction::mean;
  /// A weight per element, broadcast to the losses; the mean divides by the number of elements.
  /// Where the weight is 0, loss and gradients are 0, even for an input or target that is NaN.
  Tensor weight = {};
  /// A bool per element, broadcast to the losses. Where it is false, as in padding, loss and
  /// gradients are 0, even for an input or target that is NaN. The mean divides by the number of
  /// the other elements, and is NaN when there are none.
  Tensor mask = {};
};

/// Options of `binary_cross_entropy_with_logits`.
struct BinaryCrossEntropyOptions {
  Reduction reduction = Reduction::mean;
  /// As in `ElementLossOptions`.
  Tensor weight = {};
  /// A weight for positive targets, broadcast: above 1 it favours recall, below 1 precision.
  Tensor pos_weight = {};
  /// As in `ElementLossOptions`.
  Tensor mask = {};
};

/// -y log sigma(x) - (1 - y) log(1 - sigma(x)) with the logits x and the target y, a probability;
/// exact for logits of any size, including infinite ones.
/// [...], [...] -> scalar, or [...] without reduction
/// Throws ShapeError, DTypeError.
Tensor binary_cross_entropy_with_logits(const Tensor& logits, const Tensor& target,
                                        const BinaryCrossEntropyOptions& options = {});

/// (input - target)^2
/// [...], [...] -> scalar, or [...] without reduction
/// Throws ShapeError, DTypeError.
Tensor mse_loss(const Tensor& input, const Tensor& target, Reduction reduction = Reduction::mean);
Tensor mse_loss(const Tensor& input, const Tensor& target, const ElementLossOptions& options);

/// |input - target|; the derivative at 0 is 0.
/// [...], [...] -> scalar, or [...] without reduction
/// Throws ShapeError, DTypeError.
Tensor l1_loss(const Tensor& input, const Tensor& target, Reduction reduction = Reduction::mean);
Tensor l1_loss(const Tensor& input, const Tensor& target, const ElementLossOptions& options);

/// e^2 / 2 where |e| <= delta, else delta (|e| - delta / 2), with e = input - target (Huber 1964).
/// Divided by delta it is PyTorch's smooth_l1_loss.
/// [...], [...] -> scalar, or [...] without reduction
/// Throws ShapeError, DTypeError; ValueError unless delta is positive.
Tensor huber_loss(const Tensor& input, const Tensor& target, double delta = 1,
                  Reduction reduction = Reduction::mean);
Tensor huber_loss(const Tensor& input, const Tensor& target, double delta,
                  const ElementLossOptions& options);

}  // namespace xgrad::nn
