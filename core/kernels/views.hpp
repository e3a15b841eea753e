// Views with other shapes and axis orders; nothing is copied, except where `reshape` must.
#pragma once

#include <xgrad/core/array.hpp>
#include <xgrad/core/axes.hpp>

namespace xgrad::kernels {

/// Reinterprets the elements in row-major order under another shape; one size may be -1. Returns a
/// view if the strides allow it, else a copy. Throws ShapeError when the number of elements
/// differs.
Array reshape(const Array& x, const Shape& shape);

/// The resulting shape of `reshape`: `requested` with its -1 replaced. Throws as `reshape`.
Shape reshaped(const Shape& shape, const Shape& requested);

/// Axis i of the result is axis axes[i] of `x`. Throws ShapeError unless `axes` is a permutation.
Array permute(const Array& x, const Axes& axes);

/// Swaps two axes.
Array transpose(const Array& x, Index a, Index b);

/// Elements begin, begin + step, ... before `end` along an axis, by Python's rules: negative
/// positions count from the end, and positions out of range are clamped. Throws ValueError for step
/// 0.
Array slice(const Array& x, Index axis, Index begin, Index end, Index step = 1);

/// The `length` elements from `start` along an axis; throws IndexError when they are out of range.
Array narrow(const Array& x, Index axis, Index start, Index length);

/// Selects one position of an axis and removes the axis. Throws IndexError.
Array select(const Array& x, Index axis, Index index);

/// Removes an axis if its size is 1.
Array squeeze(const Array& x, Index axis);

/// Removes all axes of size 1.
Array squeeze(const Array& x);

/// Inserts an axis of size 1 before `axis`; -1 appends.
Array unsqueeze(const Array& x, Index axis);

/// Repeats axes of size 1 and adds leading axes to get `shape`; -1 keeps a size. Throws ShapeError
/// when `x` does not broadcast to `shape`.
Array expand(const Array& x, const Shape& shape);

/// Reverses the order along axes.
Array flip(const Array& x, const Axes& axes);

}  // namespace xgrad::kernels
