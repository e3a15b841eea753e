// Losses: how far an output is from its target.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <cstdint>

namespace xgrad::nn {

/// What becomes of the losses of single elements.
enum class Reduction : std::uint8_t { mean, sum, none };

// ---- of classes, which lie on the last axis ----

/// Options of `cross_entropy`.
struct CrossEntropyOptions {
  Reduction reduction = Reduction::mean;
  /// Targets of this value cost nothing and do not count in the mean.
  std::int64_t ignore_index = -100;
  /// A factor per class, [classes]; the mean divides by the sum of the targets' factors.
  Tensor weight = {};
  /// The part of each target that all classes share evenly, each with its factor (Szegedy et al.
  /// 2016); in [0, 1].
  double label_smoothing = 0;
  /// A bool of the target's shape: where it is false, as in padding, the target costs nothing and
  /// does not count in the mean, whatever it and the logits are.
  Tensor mask = {};
};

/// -log softmax(logits)[target], in nats.   [..., classes], int64 [...] -> scalar, or [...] without
/// reduction.   NaN for a mean over nothing. Throws ShapeError, DTypeError; ValueError for a
/// smoothing outside [0, 1]; IndexError for a target that is no class.
Tensor cross_entropy(const Tensor& logits, const Tensor& target,
                     const CrossEntropyOptions& options = {});

/// Options of `nll_loss`; they mean what they mean to `cross_entropy`.
struct NllOptions {
  Reduction reduction = Reduction::mean;
  std::int64_t ignore_index = -100;
  Tensor weight = {};
  Tensor mask = {};
};

/// -log_probabilities[target], for the output of `log_softmax`; `cross_entropy` does both at once.
/// [..., classes], int64 [...] -> scalar, or [...] without reduction.   Throws as `cross_entropy`.
Tensor nll_loss(const Tensor& log_probabilities, const Tensor& target,
                const NllOptions& options = {});

// ---- of single numbers; target and input have one shape: nothing broadcasts here ----

/// Options of `mse_loss`, `l1_loss` and `huber_loss`.
struct ElementLossOptions {
  Reduction reduction = Reduction::mean;
  /// A factor per loss, which broadcasts to their shape; the mean divides by their number alone.
  /// Where it is 0, loss and gradients are 0 whatever input and target are, NaN too.
  Tensor weight = {};
  /// A bool per loss, which broadcasts to their shape. Where it is false, as in padding, loss and
  /// gradients are 0 whatever input and target are, NaN too; the mean divides by the number of the
  /// others, and is NaN when there are none.
  Tensor mask = {};
};

/// Options of `binary_cross_entropy_with_logits`.
struct BinaryCrossEntropyOptions {
  Reduction reduction = Reduction::mean;
  /// As in `ElementLossOptions`.
  Tensor weight = {};
  /// A factor of what positives cost, which broadcasts: above 1 favours recall, below 1 precision.
  Tensor pos_weight = {};
  /// As in `ElementLossOptions`.
  Tensor mask = {};
};

/// -y log sigma(x) - (1 - y) log(1 - sigma(x)) with x the logits and y the target, a probability;
/// exact for logits of any size, infinite ones too.   [...], [...] -> scalar, or [...] without
/// reduction
/// Throws ShapeError, DTypeError.
Tensor binary_cross_entropy_with_logits(const Tensor& logits, const Tensor& target,
                                        const BinaryCrossEntropyOptions& options = {});

/// (input - target)^2.   [...], [...] -> scalar, or [...] without reduction
/// Throws ShapeError, DTypeError.
Tensor mse_loss(const Tensor& input, const Tensor& target, Reduction reduction = Reduction::mean);
Tensor mse_loss(const Tensor& input, const Tensor& target, const ElementLossOptions& options);

/// |input - target|; the derivative at 0 is 0.   [...], [...] -> scalar, or [...] without reduction
/// Throws ShapeError, DTypeError.
Tensor l1_loss(const Tensor& input, const Tensor& target, Reduction reduction = Reduction::mean);
Tensor l1_loss(const Tensor& input, const Tensor& target, const ElementLossOptions& options);

/// e^2 / 2 where |e| <= delta, else delta (|e| - delta / 2), with e = input - target (Huber 1964).
/// Divided by delta it is PyTorch's smooth_l1_loss.   [...], [...] -> scalar, or [...] without
/// reduction.   Throws ShapeError, DTypeError; ValueError unless delta is positive.
Tensor huber_loss(const Tensor& input, const Tensor& target, double delta = 1,
                  Reduction reduction = Reduction::mean);
Tensor huber_loss(const Tensor& input, const Tensor& target, double delta,
                  const ElementLossOptions& options);

}  // namespace xgrad::nn
