// Angles and distances of vectors. All throw DTypeError unless both operands have one floating type, and
// ShapeError when they do not broadcast.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// The cosine x1 x2 / (max(|x1|, eps) max(|x2|, eps)) of the angle between vectors along an axis.
/// [..., n, ...] and [..., n, ...] -> [..., ...]
/// `dim` counts the axes after broadcasting. The cosine of a zero vector is 0. Where a norm is below
/// eps, the derivative is that of a constant divisor. Throws IndexError for an axis out of range,
/// ValueError for a negative eps.
Tensor cosine_similarity(const Tensor& x1, const Tensor& x2, Index dim = 1, double eps = 1e-8);

/// The distance |x1 - x2 + eps|_p of vectors along the last axis, the p-norm of `norm`.
/// [..., n] and [..., n] -> [...]
/// eps gives the distance of equal vectors a gradient. Scalars are vectors of one element. With
/// `keepdim`, the last axis is kept with size 1. Throws ValueError if `p` is NaN.
Tensor pairwise_distance(const Tensor& x1, const Tensor& x2, double p = 2, double eps = 1e-6,
                         bool keepdim = false);

}  // namespace xgrad
