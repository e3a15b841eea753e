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
};

/// -log_probabilities[target], for the output of `log_softmax`; `cross_entropy` does both at once.
/// [..., classes], int64 [...] -> scalar, or [...] without reduction.   Throws as `cross_entropy`.
Tensor nll_loss(const Tensor& log_probabilities, const Tensor& target,
                const NllOptions& options = {});

// ---- of single numbers; target and input have one shape: nothing broadcasts here ----

/// Options of `binary_cross_entropy_with_logits`.
struct BinaryCrossEntropyOptions {
  Reduction reduction = Reduction::mean;
  /// A factor per loss, which broadcasts to their shape; the mean divides by their number alone.
  Tensor weight = {};
  /// A factor of what positives cost, which broadcasts: above 1 favours recall, below 1 precision.
  Tensor pos_weight = {};
};

/// -y log sigma(x) - (1 - y) log(1 - sigma(x)) with x the logits and y the target, a probability;
/// exact for logits of any size.   [...], [...] -> scalar, or [...] without reduction
/// Throws ShapeError, DTypeError.
Tensor binary_cross_entropy_with_logits(const Tensor& logits, const Tensor& target,
                                        const BinaryCrossEntropyOptions& options = {});

/// (input - target)^2.   [...], [...] -> scalar, or [...] without reduction
/// Throws ShapeError, DTypeError.
Tensor mse_loss(const Tensor& input, const Tensor& target, Reduction reduction = Reduction::mean);

/// |input - target|; the derivative at 0 is 0.   [...], [...] -> scalar, or [...] without reduction
/// Throws ShapeError, DTypeError.
Tensor l1_loss(const Tensor& input, const Tensor& target, Reduction reduction = Reduction::mean);

/// e^2 / 2 where |e| <= delta, else delta (|e| - delta / 2), with e = input - target (Huber 1964).
/// Divided by delta it is PyTorch's smooth_l1_loss.   [...], [...] -> scalar, or [...] without
/// reduction.   Throws ShapeError, DTypeError; ValueError unless delta is positive.
Tensor huber_loss(const Tensor& input, const Tensor& target, double delta = 1,
                  Reduction reduction = Reduction::mean);

}  // namespace xgrad::nn
