// Matrix products of arrays, with broadcasting.
#pragma once

#include <xgrad/core/array.hpp>

namespace xgrad::kernels {

/// Matrix product; leading axes broadcast.   [..., m, k] x [..., k, n] -> [..., m, n]
/// A vector counts as one row on the left, as one column on the right, and that axis disappears.
/// Each element errs by at most (k + 2) eps times the sum of its terms' sizes. Throws ShapeError,
/// and DTypeError unless both are of one floating type.
Array matmul(const Array& a, const Array& b);

/// out = a b, or out += a b with `accumulate`, for an `out` of the product's shape and element type
/// that overlaps neither factor. Throws like `matmul`.
void matmul_into(Array& out, const Array& a, const Array& b, bool accumulate = false);

/// The shape of the product; throws ShapeError.
Shape matmul_shape(const Shape& a, const Shape& b);

}  // namespace xgrad::kernels
