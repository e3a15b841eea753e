// Other shapes, orders, parts and element types of a tensor. All are views, so a write into one is
// seen in the other, except where `reshape`, `flatten`, `contiguous` and `to` say that they copy.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// Elements in row-major order under another shape; one size may be -1. A copy where the
/// strides allow no view.   x.shape -> shape   Throws ShapeError for another number of elements.
Tensor reshape(const Tensor& x, const Shape& shape);

/// Joins neighbouring axes, from `first` to `last`, into one.   [..., a, ..., b, ...] -> [..., n,
/// ...] Throws IndexError for axes that are not there, ValueError when they come in the wrong
/// order.
Tensor flatten(const Tensor& x, Index first = 0, Index last = -1);

/// Axis i of the result is axis axes[i] of `x`.   [a, b, c] -> [c, a, b]
/// Throws ShapeError unless `axes` names each axis once.
Tensor permute(const Tensor& x, const Dims& axes);

/// Exchanges two axes.   [..., a, ..., b, ...] -> [..., b, ..., a, ...]
/// Throws IndexError.
Tensor transpose(const Tensor& x, Index a, Index b);

/// Drops an axis if its size is 1.   [..., 1, ...] -> [..., ...]
/// Throws IndexError.
Tensor squeeze(const Tensor& x, Index axis);

/// Drops all axes of size 1.   [a, 1, b, 1] -> [a, b]
Tensor squeeze(const Tensor& x);

/// A new axis of size 1 before `axis`; -1 appends.   [..., ...] -> [..., 1, ...]
/// Throws IndexError.
Tensor unsqueeze(const Tensor& x, Index axis);

/// Repeats axes of size 1 and adds leading ones; -1 keeps a size; cannot be written into.
/// [a, 1] -> [..., a, b]   Throws ShapeError when `x` does not broadcast to that.
Tensor expand(const Tensor& x, const Shape& shape);

/// Elements begin, begin + step, ... before `end` along an axis, by Python's rules.
/// [..., n, ...] -> [..., k, ...]   Throws ValueError for step 0, IndexError for a wrong axis.
Tensor slice(const Tensor& x, Index axis, Index begin, Index end, Index step = 1);

/// `length` elements from `start` along an axis.   [..., n, ...] -> [..., length, ...]
/// Throws IndexError when they are not all there.
Tensor narrow(const Tensor& x, Index axis, Index start, Index length);

/// One position of an axis, which disappears.   [..., n, ...] -> [..., ...]
/// Throws IndexError.
Tensor select(const Tensor& x, Index axis, Index index);

/// Reverses the order along axes.   x.shape -> x.shape
/// Throws IndexError, and ValueError for an axis named twice.
Tensor flip(const Tensor& x, const Dims& axes);

/// Elements row-major and without gaps: `x` if they are, else a copy.   x.shape -> x.shape
Tensor contiguous(const Tensor& x);

/// Values as another element type: `x` if it has that type, else a copy.   x.shape -> x.shape
/// Numbers become true unless they are 0; towards int64 fractions are cut off.
Tensor to(const Tensor& x, DType dtype);

}  // namespace xgrad
