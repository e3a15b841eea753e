// Matrix products of arrays, with broadcasting.
#pragma once

#include <xgrad/core/array.hpp>

namespace xgrad::kernels {

/// Matrix product; leading axes broadcast.
/// [..., m, k] x [..., k, n] -> [..., m, n]
/// A vector is one row on the left and one column on the right; that axis is removed from the
/// result. The error of each element is at most (k + 2) eps times the sum of the magnitudes of its
/// terms; int64 products are exact modulo 2^64. Throws ShapeError, and DTypeError unless both have
/// one dtype other than bool.
Array matmul(const Array& a, const Array& b);

/// out = a b, or out += a b with `accumulate`, for an `out` with the shape and dtype of the product
/// that overlaps neither factor. Throws as `matmul`.
void matmul_into(Array& out, const Array& a, const Array& b, bool accumulate = false);

/// The shape of the product; throws ShapeError.
Shape matmul_shape(const Shape& a, const Shape& b);

}  // namespace xgrad::kernels
