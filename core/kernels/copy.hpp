// Copies between layouts and element types, constant arrays, and addition in place.
#pragma once

#include <xgrad/core/array.hpp>
#include <xgrad/core/scalar.hpp>

namespace xgrad::kernels {

/// `x` itself when its elements lie row-major without gaps, else a copy that does.
Array contiguous(const Array& x);

/// Fresh row-major elements with the values of `x`.
Array copy(const Array& x);

/// Writes `source`, broadcast to the shape of `target`, over the elements of `target`, which may be
/// elements of `source` too. Throws ShapeError, and DTypeError when the element types differ.
void copy_into(Array& target, const Array& source);

/// Values of `x` as another element type; `x` itself when it has that type. Numbers become true
/// unless they are 0; on the way to int64 fractions are cut off, values beyond its range become its
/// ends, and NaN 0.
Array cast(const Array& x, DType dtype);

/// Fresh elements that are all `value`. Throws ValueError for what int64 cannot hold.
Array full(const Shape& shape, DType dtype, Scalar value);
/// Fresh elements that are all 0 (false).
Array zeros(const Shape& shape, DType dtype);
/// Fresh elements that are all 1 (true).
Array ones(const Shape& shape, DType dtype);

/// Sets every element of `target` to `value`. Throws ValueError for what int64 cannot hold.
void fill(Array& target, Scalar value);

/// target += source, of the same shape and floating element type. Throws ShapeError, DTypeError.
void add_into(Array& target, const Array& source);

}  // namespace xgrad::kernels
