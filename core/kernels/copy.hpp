// Copies and casts of arrays, constant arrays, and addition in place.
#pragma once

#include <xgrad/core/array.hpp>
#include <xgrad/core/numbers/scalar.hpp>

namespace xgrad::kernels {

/// Returns `x` if its elements are row-major without gaps, else a copy that is.
Array contiguous(const Array& x);

/// A new row-major array with the values of `x`.
Array copy(const Array& x);

/// Copies `source`, broadcast to the shape of `target`, into `target`; they may overlap. Throws
/// ShapeError, and DTypeError when the element types differ.
void copy_into(Array& target, const Array& source);

/// Converts to another dtype; returns `x` if it already has it. Conversion to bool gives true for
/// nonzero values. Conversion to int64 truncates, saturates beyond the range, and converts NaN to
/// 0.
Array cast(const Array& x, DType dtype);

/// A new array filled with `value`. Throws ValueError for a value beyond int64.
Array full(const Shape& shape, DType dtype, Scalar value);
/// A new array of zeros (false).
Array zeros(const Shape& shape, DType dtype);
/// A new array of ones (true).
Array ones(const Shape& shape, DType dtype);

/// Sets every element of `target` to `value`. Throws ValueError for a value beyond int64.
void fill(Array& target, Scalar value);

/// target += source, for equal shapes and floating element types. Throws ShapeError, DTypeError.
void add_into(Array& target, const Array& source);

}  // namespace xgrad::kernels
