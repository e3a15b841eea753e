// Losses of classes, which lie on the last axis.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/nn/loss/reduction.hpp>

#include <cstdint>

namespace xgrad::nn {

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

}  // namespace xgrad::nn
