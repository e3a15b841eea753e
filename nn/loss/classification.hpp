// Classification losses; the classes are the last axis.
#pragma once

#include <xgrad/nn/loss/reduction.hpp>

#include <cstdint>

namespace xgrad::nn {

/// Options of `cross_entropy`.
struct CrossEntropyOptions {
  Reduction reduction = Reduction::mean;
  /// Class indices of this value have zero loss and are excluded from the mean.
  std::int64_t ignore_index = -100;
  /// A weight per class, [classes]; the mean over class indices divides by the sum of their weights.
  Tensor weight = {};
  /// The share of each target that is distributed evenly over all classes, each with its weight
  /// (Szegedy et al. 2016); in [0, 1].
  double label_smoothing = 0;
  /// A bool tensor of the losses' shape [...]. Where it is false, as in padding, the loss is zero and
  /// excluded from the mean, whatever the values of target and logits.
  Tensor mask = {};
};

/// -log softmax(logits)[target], in nats, for class indices; for class probabilities the sum over
/// the classes of -target log softmax(logits), which is 0 where the probability is 0.
/// [..., classes], int64 [...] -> scalar, or [...] without reduction
/// [..., classes], [..., classes] -> scalar, or [...] without reduction
/// The mean over no targets is NaN. Throws ShapeError, DTypeError; ValueError for a smoothing
/// outside [0, 1] and for an ignore_index >= 0 with probabilities; IndexError for a target that is
/// not a class index.
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
