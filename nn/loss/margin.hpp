// Margin losses: zero for scores that are right by a margin. A label is 1 or -1, in a floating dtype
// or int64, and has no gradient.
#pragma once

#include <xgrad/nn/loss/reduction.hpp>

#include <cstdint>

namespace xgrad::nn {

/// max(0, margin - y x) with the input x and the label y, the loss of support vector machines (Cortes
/// & Vapnik 1995); the derivative at the margin is that inside.
/// [...], [...] -> scalar, or [...] without reduction
/// Throws ShapeError, DTypeError; ValueError for a label other than 1 and -1.
Tensor hinge_loss(const Tensor& input, const Tensor& target, double margin = 1,
                  const ElementLossOptions& options = {});

/// x for the label 1, max(0, margin - x) for -1, with the input x, a distance.
/// [...], [...] -> scalar, or [...] without reduction
/// Throws as `hinge_loss`.
Tensor hinge_embedding_loss(const Tensor& input, const Tensor& target, double margin = 1,
                            const ElementLossOptions& options = {});

/// log(1 + exp(-y x)) with the input x and the label y, finite for all finite x.
/// [...], [...] -> scalar, or [...] without reduction
/// Throws as `hinge_loss`.
Tensor soft_margin_loss(const Tensor& input, const Tensor& target,
                        const ElementLossOptions& options = {});

/// max(0, margin - y (x1 - x2)): x1 is ranked above x2 for the label y = 1, below it for -1; the
/// derivative at the margin is that inside.
/// [...], [...], [...] -> scalar, or [...] without reduction
/// Throws as `hinge_loss`.
Tensor margin_ranking_loss(const Tensor& input1, const Tensor& input2, const Tensor& target,
                           double margin = 0, const ElementLossOptions& options = {});

/// Options of `multi_margin_loss`.
struct MultiMarginOptions {
  Reduction reduction = Reduction::mean;
  /// 1 or 2.
  int p = 1;
  double margin = 1;
  /// A weight per class, [classes]; the mean divides by the number of targets.
  Tensor weight = {};
  /// As in `CrossEntropyOptions`.
  std::int64_t ignore_index = -100;
  /// As in `CrossEntropyOptions`.
  Tensor mask = {};
};

/// The sum of max(0, margin - x[target] + x[i])^p over the other classes i, divided by the number of
/// classes (Crammer & Singer 2001); the derivative at the margin is 0.
/// [..., classes], int64 [...] -> scalar, or [...] without reduction
/// Throws as `cross_entropy`; ValueError unless p is 1 or 2 and the margin finite.
Tensor multi_margin_loss(const Tensor& input, const Tensor& target,
                         const MultiMarginOptions& options = {});

}  // namespace xgrad::nn
