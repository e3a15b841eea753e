// Shapes, axis orders, slices and dtypes. The results are views that share memory with the input,
// except where `reshape`, `flatten`, `contiguous` and `to` copy.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// Reinterprets the elements in row-major order under another shape; one size may be -1. Copies if
/// the strides allow no view.
/// x.shape -> shape
/// Throws ShapeError when the number of elements differs.
Tensor reshape(const Tensor& x, const Shape& shape);

/// Merges the axes from `first` to `last` into one.
/// [..., a, ..., b, ...] -> [..., n, ...]
/// Throws IndexError for axes out of range, ValueError when `first` is after `last`.
Tensor flatten(const Tensor& x, Index first = 0, Index last = -1);

/// Permutes the axes: axis i of the result is axis axes[i] of `x`.   [a, b, c] -> [c, a, b]
/// Throws ShapeError unless `axes` contains each axis once.
Tensor permute(const Tensor& x, const Axes& axes);

/// Swaps two axes.   [..., a, ..., b, ...] -> [..., b, ..., a, ...]
/// Throws IndexError.
Tensor transpose(const Tensor& x, Index a, Index b);

/// Removes an axis if its size is 1.   [..., 1, ...] -> [..., ...]
/// Throws IndexError.
Tensor squeeze(const Tensor& x, Index axis);

/// Removes all axes of size 1.   [a, 1, b, 1] -> [a, b]
Tensor squeeze(const Tensor& x);

/// Inserts an axis of size 1 before `axis`; -1 appends.   [..., ...] -> [..., 1, ...]
/// Throws IndexError.
Tensor unsqueeze(const Tensor& x, Index axis);

/// Repeats axes of size 1 and adds leading axes; -1 keeps a size. The result is read-only.
/// [a, 1] -> [..., a, b]
/// Throws ShapeError when `x` does not broadcast to `shape`.
Tensor expand(const Tensor& x, const Shape& shape);

/// Elements begin, begin + step, ... before `end` along an axis, by Python's rules.
/// [..., n, ...] -> [..., k, ...]
/// Throws ValueError for step 0, IndexError for an axis out of range.
Tensor slice(const Tensor& x, Index axis, Index begin, Index end, Index step = 1);

/// The `length` elements from `start` along an axis.   [..., n, ...] -> [..., length, ...]
/// Throws IndexError when they are out of range.
Tensor narrow(const Tensor& x, Index axis, Index start, Index length);

/// Selects one position of an axis and removes the axis.   [..., n, ...] -> [..., ...]
/// Throws IndexError.
Tensor select(const Tensor& x, Index axis, Index index);

/// Reverses the order along axes.   x.shape -> x.shape
/// Throws IndexError, and ValueError for a duplicate axis.
Tensor flip(const Tensor& x, const Axes& axes);

/// Returns `x` if its elements are row-major without gaps, else a copy that is.
/// x.shape -> x.shape
Tensor contiguous(const Tensor& x);

/// Converts to another dtype; returns `x` if it already has it.   x.shape -> x.shape
/// Conversion to bool gives true for nonzero values; conversion to int64 truncates.
Tensor to(const Tensor& x, DType dtype);

}  // namespace xgrad
