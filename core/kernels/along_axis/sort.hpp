// Positions (int64) of the elements along an axis in increasing or decreasing order. NaN counts as
// the largest element; equal elements keep their order. All functions throw IndexError, naming `op`,
// for an axis out of range.
#pragma once

#include <xgrad/core/array.hpp>

#include <string_view>

namespace xgrad::kernels {

/// Positions of all elements in order.   x.shape -> x.shape
Array sorted_positions(std::string_view op, const Array& x, Index axis, bool descending);

/// Positions of the first `k` elements in order, or with `sorted` = false in any order. Throws
/// IndexError unless 0 <= k <= n.
/// [..., n, ...] -> [..., k, ...]
Array first_positions(std::string_view op, const Array& x, Index k, Index axis, bool descending,
                      bool sorted);

/// Position of the k-th smallest element, counted from 1. Throws IndexError unless 1 <= k <= n.
/// [..., n, ...] -> [..., 1, ...]
Array kth_position(std::string_view op, const Array& x, Index k, Index axis);

/// Position of the median, the smaller one of two; that of the first NaN if there is one. Throws
/// ShapeError for an axis without elements.
/// [..., n, ...] -> [..., 1, ...]
Array median_position(std::string_view op, const Array& x, Index axis);

}  // namespace xgrad::kernels
