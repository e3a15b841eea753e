// Linear systems, determinants and inverses of batches of matrices. All throw DTypeError unless the
// matrices have one floating type, and ShapeError for matrices that do not fit.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// The solution X of A X = B; leading axes broadcast.
/// [..., n, n], [..., n, k] -> [..., n, k], or [..., n, n], [n] -> [..., n]
/// Throws NumericError, naming the matrix, for a singular one.
Tensor solve(const Tensor& a, const Tensor& b);

/// The inverse of square matrices.   [..., n, n] -> [..., n, n]
/// Throws as `solve`.
Tensor inverse(const Tensor& x);

/// The solution X of T X = B, or of X T = B unless `left`, for a triangular T; leading axes broadcast.
/// [..., n, n], [..., n, k] -> [..., n, k]
/// The other triangle of T is not read, nor with `unitriangular` the diagonal, which counts as 1.
/// Throws NumericError for a 0 on the diagonal.
Tensor solve_triangular(const Tensor& a, const Tensor& b, bool upper, bool left = true,
                        bool unitriangular = false);

/// The determinant of square matrices.   [..., n, n] -> [...]
/// Its gradient exists for singular matrices also; the second derivative of these requires distinct
/// singular values.
Tensor det(const Tensor& x);

/// The sign of a determinant, without gradient, and the logarithm of its magnitude.   [...] each
struct SignAndLogabsdet {
  Tensor sign, logabsdet;
};

/// The sign of the determinant and the logarithm of its magnitude, without overflow.
/// [..., n, n] -> [...] and [...]
/// A singular matrix has sign 0 and logarithm -inf, and its backward pass throws NumericError.
SignAndLogabsdet slogdet(const Tensor& x);

/// The X that minimises |A X - B|; of least norm if A has more columns than rows.
/// [..., m, n], [..., m, k] -> [..., n, k]
/// Throws NumericError unless A has full rank.
Tensor lstsq(const Tensor& a, const Tensor& b);

}  // namespace xgrad
