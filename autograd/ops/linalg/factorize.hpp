// Factorisations of batches of matrices, and functions of matrices. All throw DTypeError unless the
// matrices are floating, and ShapeError for less than two axes or matrices that are not square where they
// have to be.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// The lower triangular L with L L^T = A for symmetric, positive definite A.
/// [..., n, n] -> [..., n, n]
/// Only the lower triangle is read; the gradient is symmetric, so it is that of functions that
/// symmetrise their input. Throws NumericError, naming the matrix, unless it is positive definite.
Tensor cholesky(const Tensor& x);

/// Q with orthonormal columns and the upper triangular R.
struct QAndR {
  Tensor q, r;
};

/// The reduced factorisation A = Q R.   [..., m, n] -> [..., m, k] and [..., k, n], k = min(m, n)
/// The gradient requires that the first k columns are independent; otherwise it is a NumericError.
QAndR qr(const Tensor& x);

/// The singular vectors in the columns of U and the rows of Vh, and the decreasing singular values.
struct SingularValues {
  Tensor u, s, vh;
};

/// The reduced singular value decomposition A = U diag(S) Vh.
/// [..., m, n] -> [..., m, k], [..., k] and [..., k, n], k = min(m, n)
/// Gradients are those of functions that do not depend on the signs of the vectors; those of U and Vh
/// require distinct singular values that are not 0. Throws NumericError for elements that are not finite.
SingularValues svd(const Tensor& x);

/// The increasing eigenvalues, and the eigenvectors in columns.
struct Eigenvalues {
  Tensor eigenvalues, eigenvectors;
};

/// Eigenvalues and eigenvectors of symmetric matrices.   [..., n, n] -> [..., n] and [..., n, n]
/// Only the lower triangle is read; the gradient is symmetric, so it is that of functions that
/// symmetrise their input. Gradients of eigenvectors are those of functions that do not depend on
/// their signs, and require distinct eigenvalues. Throws NumericError for elements that are not finite.
Eigenvalues eigh(const Tensor& x);

/// The pseudo-inverse of Moore and Penrose.   [..., m, n] -> [..., n, m]
/// Singular values up to max(m, n) eps times the largest count as 0; the gradient is that at constant
/// rank. Throws NumericError for elements that are not finite.
Tensor pinv(const Tensor& x);

/// The matrix exponential, the sum of A^k / k!.   [..., n, n] -> [..., n, n]
/// Elements that are not finite make all results NaN.
Tensor matrix_exp(const Tensor& x);

}  // namespace xgrad
