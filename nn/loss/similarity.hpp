// Losses of vectors, the last axis: of their angles and their distances.
#pragma once

#include <xgrad/nn/loss/reduction.hpp>

namespace xgrad::nn {

/// 1 - cos for the label 1, max(0, cos - margin) for -1, with cos = x1 x2 / (|x1| |x2|), the cosine of
/// the angle between two vectors. 1e-12 is added to the squared norms, so that a zero vector has the
/// cosine 0. Labels are floating or int64 and have no gradient.
/// [..., features], [..., features], [...] -> scalar, or [...] without reduction
/// Throws ShapeError, DTypeError; ValueError for a label other than 1 and -1.
Tensor cosine_embedding_loss(const Tensor& input1, const Tensor& input2, const Tensor& target,
                             double margin = 0, const ElementLossOptions& options = {});

/// Options of `triplet_margin_loss`.
struct TripletMarginOptions {
  Reduction reduction = Reduction::mean;
  double margin = 1;
  /// The exponent of the norm that measures distances.
  double p = 2;
  /// Added to the differences of elements, so that the distance of equal vectors has a gradient.
  double eps = 1e-6;
  /// Whether the distance of the positive from the negative vectors replaces that of the anchor from
  /// the negative ones where it is less (Balntas et al. 2016).
  bool swap = false;
  /// As in `ElementLossOptions`.
  Tensor weight = {};
  /// As in `ElementLossOptions`.
  Tensor mask = {};
};

/// max(0, d(anchor, positive) - d(anchor, negative) + margin) with the distance d(x, y) =
/// |x - y + eps|_p (Schroff et al. 2015); the derivative at the margin is that inside.
/// [..., features], [..., features], [..., features] -> scalar, or [...] without reduction
/// Throws ShapeError, DTypeError; ValueError unless p is at least 0 and margin and eps are finite.
Tensor triplet_margin_loss(const Tensor& anchor, const Tensor& positive, const Tensor& negative,
                           const TripletMarginOptions& options = {});

}  // namespace xgrad::nn
