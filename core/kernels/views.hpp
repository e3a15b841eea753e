// Other shapes and orders of the same elements: nothing is copied, except where `reshape` must.
#pragma once

#include <xgrad/core/array.hpp>

namespace xgrad::kernels {

/// Elements in row-major order under another shape; one size may be -1. A view wherever
/// strides allow it, else a copy. Throws ShapeError when the numbers of elements differ.
Array reshape(const Array& x, const Shape& shape);

/// The shape that `reshape` gives: `requested` with its -1 replaced. Throws like `reshape`.
Shape reshaped(const Shape& shape, const Shape& requested);

/// Axis i of the result is axis axes[i] of `x`. Throws ShapeError unless `axes` is a permutation.
Array permute(const Array& x, const Dims& axes);

/// Exchanges two axes.
Array transpose(const Array& x, Index a, Index b);

/// Elements begin, begin + step, ... before `end` along an axis, by Python's rules: negative
/// positions count from the end, those beyond an end stop there. Throws ValueError for step 0.
Array slice(const Array& x, Index axis, Index begin, Index end, Index step = 1);

/// `length` elements from `start` along an axis; throws IndexError when they are not all there.
Array narrow(const Array& x, Index axis, Index start, Index length);

/// One position of an axis, which disappears. Throws IndexError.
Array select(const Array& x, Index axis, Index index);

/// Drops an axis if its size is 1.
Array squeeze(const Array& x, Index axis);

/// Drops all axes of size 1.
Array squeeze(const Array& x);

/// A new axis of size 1 before `axis`; -1 appends.
Array unsqueeze(const Array& x, Index axis);

/// Repeats axes of size 1, and adds leading ones, up to `shape`; -1 keeps a size. Throws ShapeError
/// when it does not broadcast to that.
Array expand(const Array& x, const Shape& shape);

/// Reverses the order along the axes.
Array flip(const Array& x, const Dims& axes);

}  // namespace xgrad::kernels
