// Sorting and selection by order. NaN counts as the largest element and -0 as 0; equal elements keep
// their order.
#pragma once

#include <xgrad/autograd/ops/reduce/values_and_indices.hpp>
#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// The elements along an axis in increasing order, or with `descending` in decreasing order, and
/// their positions.
/// [..., n, ...] -> [..., n, ...], [..., n, ...]
/// The sort is stable. Throws IndexError for an axis out of range.
ValuesAndIndices sort(const Tensor& x, Index axis = -1, bool descending = false);

/// Positions (int64) of the elements along an axis in the order of `sort`.
/// [..., n, ...] -> [..., n, ...]
/// Throws as `sort`.
Tensor argsort(const Tensor& x, Index axis = -1, bool descending = false);

/// The `k` largest elements along an axis, or the smallest ones, and their positions.
/// [..., n, ...] -> [..., k, ...], [..., k, ...]
/// The first one is the largest or smallest; with `sorted` = false their order is unspecified.
/// Throws IndexError for an axis out of range and unless 0 <= k <= n.
ValuesAndIndices topk(const Tensor& x, Index k, Index axis = -1, bool largest = true,
                      bool sorted = true);

/// The k-th smallest element along an axis, counted from 1, and its position.
/// [..., n, ...] -> [..., ...], [..., ...]
/// Throws IndexError for an axis out of range and unless 1 <= k <= n.
ValuesAndIndices kthvalue(const Tensor& x, Index k, Index axis = -1, bool keepdim = false);

/// Median of all elements, the smaller one of two; NaN if an element is NaN.   [...] -> []
/// Elements that equal it share the gradient evenly. Throws ShapeError when there are no elements.
Tensor median(const Tensor& x);

/// Median along an axis, the smaller one of two, and its position; the first NaN if there is one.
/// [..., n, ...] -> [..., ...], [..., ...]
/// Throws IndexError for an axis out of range, ShapeError when it has no elements.
ValuesAndIndices median(const Tensor& x, Index axis, bool keepdim = false);

}  // namespace xgrad
