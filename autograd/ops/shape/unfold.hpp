// Windows along an axis.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// All windows of `size` elements along an axis, at distances of `step`, as a view whose last axis is
/// the window. Windows that overlap share elements, so that the view is read-only.
/// [..., n, ...] -> [..., (n - size) / step + 1, ..., size]
/// The gradient of an element is the sum over its windows. Throws IndexError for an axis out of
/// range, ShapeError for a size beyond the axis, ValueError for a negative size or a step below 1.
Tensor unfold(const Tensor& x, Index axis, Index size, Index step);

}  // namespace xgrad
