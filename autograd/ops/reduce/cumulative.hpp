// Sums, products and extrema of all elements up to each one.
#pragma once

#include <xgrad/autograd/ops/reduce/values_and_indices.hpp>
#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// Sums of the elements up to each one along an axis; bool gives int64.   [..., n, ...] -> same
/// float32 is summed in float64. Throws IndexError for an axis out of range.
Tensor cumsum(const Tensor& x, Index axis);

/// Products of the elements up to each one along an axis; bool gives int64.   [..., n, ...] -> same
/// The gradient is exact where elements are 0. Throws IndexError for an axis out of range.
Tensor cumprod(const Tensor& x, Index axis);

/// log sum exp of the elements up to each one along an axis, without overflow.
/// [..., n, ...] -> same
/// Throws IndexError for an axis out of range, DTypeError unless `x` is floating.
Tensor logcumsumexp(const Tensor& x, Index axis);

/// The maximum of the elements up to each one along an axis, and its position.
/// [..., n, ...] -> same, same
/// Of equal elements the last one is taken; NaN counts as the maximum. Throws IndexError for an axis
/// out of range.
ValuesAndIndices cummax(const Tensor& x, Index axis);

/// The minimum of the elements up to each one along an axis, and its position.
/// [..., n, ...] -> same, same
/// Of equal elements the last one is taken; NaN counts as the minimum. Throws IndexError for an axis
/// out of range.
ValuesAndIndices cummin(const Tensor& x, Index axis);

}  // namespace xgrad
