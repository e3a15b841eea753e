// Losses: how far an output is from its target.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <cstdint>

namespace xgrad::nn {

/// What becomes of the losses of single elements.
enum class Reduction : std::uint8_t { mean, sum, none };

/// Options of `cross_entropy`.
struct CrossEntropyOptions {
  Reduction reduction = Reduction::mean;
  /// Targets of this value cost nothing and do not count in the mean.
  std::int64_t ignore_index = -100;
  /// A factor per class, [classes]; the mean divides by the sum of the targets' factors.
  Tensor weight = {};
};

/// -log softmax(logits)[target], in nats; the classes lie on the last axis.
/// [..., classes], int64 [...] -> scalar, or [...] without reduction.   NaN for a mean over
/// nothing. Throws ShapeError, DTypeError; IndexError for a target that is no class.
Tensor cross_entropy(const Tensor& logits, const Tensor& target,
                     const CrossEntropyOptions& options = {});

/// (input - target)^2.   [...], [...] -> scalar, or [...] without reduction
/// Throws ShapeError unless the shapes are equal: nothing broadcasts here.
Tensor mse_loss(const Tensor& input, const Tensor& target, Reduction reduction = Reduction::mean);

}  // namespace xgrad::nn
