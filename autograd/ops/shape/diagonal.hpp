// Diagonals and triangles of matrices. Diagonal k lies k places above the main one, or below it for
// negative k.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// A diagonal of the matrices on two axes, as the last axis of a view.   [n, m, ...] -> [..., k]
/// Throws IndexError for an axis out of range, ValueError for equal axes.
Tensor diagonal(const Tensor& x, Index offset = 0, Index axis1 = 0, Index axis2 = 1);

/// The matrix with a vector on a diagonal and zeros elsewhere, or a copy of the diagonal of a matrix.
/// [n] -> [n + |k|, n + |k|]; [n, m] -> [k]
/// Throws ShapeError unless `x` is a vector or a matrix.
Tensor diag(const Tensor& x, Index diagonal = 0);

/// The elements on and below a diagonal of matrices, and zeros above it.
/// [..., n, m] -> [..., n, m]
/// Throws ShapeError for fewer than two axes.
Tensor tril(const Tensor& x, Index diagonal = 0);

/// The elements on and above a diagonal of matrices, and zeros below it.
/// [..., n, m] -> [..., n, m]
/// Throws ShapeError for fewer than two axes.
Tensor triu(const Tensor& x, Index diagonal = 0);

}  // namespace xgrad
