// Classification losses; the classes are the last axis.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/nn/loss/reduction.hpp>

#include <cstdint>

namespace xgrad::nn {

/// Options of `cross_entropy`.
struct CrossEntropyOptions {
  Reduction reduction = Reduction::mean;
  /// Targets of this value have zero loss and are excluded from the mean.
  std::int64_t ignore_index = -100;
  /// A weight per class, [classes]; the mean divides by the sum of the targets' weights.
  Tensor weight = {};
  /// The share of each target that is distributed evenly over all classes, each with its weight
  /// (Szegedy et al. 2016); in [0, 1].
  double label_smoothing = 0;
  /// A bool tensor of the target's shape. Where it is false, as in padding, the loss is zero and
  /// excluded from the mean, whatever the values of target and logits.
  Tensor mask = {};
};

/// -log softmax(logits)[target], in nats.
/// [..., classes], int64 [...] -> scalar, or [...] without reduction
/// The mean over no targets is NaN. Throws ShapeError, DTypeError; ValueError for a smoothing
/// outside [0, 1]; IndexError for a target that is not a class index.
Tensor cross_entropy(const Tensor& logits, const Tensor& target,
                     const CrossEntropyOptions& options = {});

/// Options of `nll_loss`, with the meaning that they have in `CrossEntropyOptions`.
struct NllOptions {
  Reduction reduction = Reduction::mean;
  std::int64_t ignore_index = -100;
  Tensor weight = {};
  Tensor mask = {};
};

/// -log_probabilities[target], for the output of `log_softmax`; `cross_entropy` does both at once.
/// [..., classes], int64 [...] -> scalar, or [...] without reduction
/// Throws as `cross_entropy`.
Tensor nll_loss(const Tensor& log_probabilities, const Tensor& target,
                const NllOptions& options = {});

}  // namespace xgrad::nn
