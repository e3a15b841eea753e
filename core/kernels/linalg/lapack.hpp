// Solutions of linear systems and factorisations of batches of matrices, by LAPACK. The last two axes
// are the matrices, of a floating type; singular and other matrices without a result throw
// NumericError, naming `op` and the position in the batch.
#pragma once

#include <xgrad/core/array.hpp>

namespace xgrad::kernels {

/// The solution X of A X = B.   [..., n, n], [..., n, k] -> [..., n, k]
/// The leading axes are equal. Throws NumericError for a singular matrix.
Array solve(const char* op, const Array& a, const Array& b);

/// A determinant as a number, and as a sign and the logarithm of its magnitude.   [...] each
struct Determinants {
  Array value, sign, log_abs;
  /// True if a matrix is singular to working precision.
  bool any_singular = false;
};

/// The determinants of square matrices.   [..., n, n] -> [...]
Determinants determinants(const Array& a);

/// The lower triangle L with L L^T = A, of which only the lower triangle is read.
/// [..., n, n] -> [..., n, n]
/// Throws NumericError for a matrix that is not positive definite.
Array cholesky(const char* op, const Array& a);

/// The solution X of T X = B for a triangle T, of which the other elements are not read; the diagonal
/// counts as 1 with `unit`.   [..., n, n], [..., n, k] -> [..., n, k]
/// Throws NumericError for a 0 on the diagonal.
Array solve_triangular(const char* op, const Array& t, const Array& b, bool upper, bool unit);

/// Two or three factors of each matrix.
struct Factors {
  Array first, second, third;
};

/// Q and R of the reduced factorisation A = Q R.   [..., m, n], m >= n -> [..., m, n], [..., n, n]
Factors qr(const Array& a);

/// U, the decreasing S and V^T of A = U diag(S) V^T.
/// [..., m, n] -> [..., m, k], [..., k], [..., k, n], k = min(m, n)
/// Throws NumericError for elements that are not finite.
Factors svd(const char* op, const Array& a);

/// The increasing eigenvalues of symmetric matrices, of which only the lower triangle is read, and the
/// eigenvectors in columns.   [..., n, n] -> [..., n], [..., n, n]
/// Throws NumericError for elements that are not finite.
Factors eigh(const char* op, const Array& a);

}  // namespace xgrad::kernels
