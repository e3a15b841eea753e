// Checks and masks shared by the operations on batches of matrices.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad::matrices {

/// Throws DTypeError or ShapeError, naming `op`, unless the last two axes of `x` are floating matrices.
void check(const char* op, const Tensor& x);

/// Throws also unless the matrices are square.
void check_square(const char* op, const Tensor& x);

/// The transpose of each matrix.   [..., m, n] -> [..., n, m]
Tensor adjoint(const Tensor& x);

/// (x + x^T) / 2   [..., n, n] -> [..., n, n]
Tensor symmetrised(const Tensor& x);

/// Diagonal matrices.   [..., n] -> [..., n, n]
Tensor diagonal_matrix(const Tensor& x);

/// A constant: 1 above the diagonal, `diagonal` on it, 0 below.   -> [n, n]
Tensor upper_mask(Index n, double diagonal, DType dtype);

/// The axes before the matrices.   [..., m, n] -> [...]
Shape leading_axes(const Shape& shape);

/// `leading`, followed by the matrix of `shape`.
Shape with_leading(const Shape& leading, const Shape& shape);

}  // namespace xgrad::matrices
