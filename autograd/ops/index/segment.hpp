// Reductions of the rows of each segment, as in jax.ops. Segment ids are int64 and need no order;
// repeat_interleave(arange(n), lengths) gives them from the lengths of adjacent segments.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <optional>

namespace xgrad {

/// Sum of the rows of each segment; 0 for a segment without rows.   [n, ...], [n] -> [segments, ...]
/// Without a number of segments, it is the largest id + 1. Throws IndexError for an id out of range;
/// ShapeError unless there is one id per row; DTypeError unless the ids are int64, and for bool x.
Tensor segment_sum(const Tensor& x, const Tensor& segment_ids, std::optional<Index> segments = {});

/// Mean of the rows of each segment; NaN for a segment without rows.
/// [n, ...], [n] -> [segments, ...]
/// Throws as `segment_sum`; DTypeError unless `x` is floating.
Tensor segment_mean(const Tensor& x, const Tensor& segment_ids, std::optional<Index> segments = {});

/// Maximum of the rows of each segment, by element; NaN if an element is NaN, -inf for a segment
/// without rows.
/// [n, ...], [n] -> [segments, ...]
/// Ties share the gradient evenly. Throws as `segment_mean`.
Tensor segment_max(const Tensor& x, const Tensor& segment_ids, std::optional<Index> segments = {});

/// Minimum of the rows of each segment, by element; NaN if an element is NaN, inf for a segment
/// without rows.
/// [n, ...], [n] -> [segments, ...]
/// Ties share the gradient evenly. Throws as `segment_mean`.
Tensor segment_min(const Tensor& x, const Tensor& segment_ids, std::optional<Index> segments = {});

}  // namespace xgrad
