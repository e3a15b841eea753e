// Products of tensors that sum over chosen axes, and products of vectors and matrices. All throw
// DTypeError unless all operands have one floating type or, except for addmm and baddbmm, are int64.
// int64 results wrap around and have no gradient.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <string_view>
#include <vector>

namespace xgrad {

/// The sum of products that an equation such as "bij,bjk->bik" defines, by Einstein's convention.
/// [...], ... -> [...]
/// As in PyTorch: the letters of an operand name its axes, and a letter that occurs twice takes the
/// diagonal; `...` stands for axes that broadcast; axes of one letter have equal sizes or size 1;
/// without `->` the result has the letters that occur once, in alphabetical order, after the axes of
/// `...`. Operands are multiplied from left to right. Throws ValueError for an invalid equation,
/// ShapeError for shapes that do not fit it.
Tensor einsum(std::string_view equation, const std::vector<Tensor>& operands);

/// Sums over the last `axes` axes of `a` and the first ones of `b`.
/// [..., k], [k, ...] -> [..., ...]
/// Throws ValueError for a count out of range, ShapeError for sizes that differ.
Tensor tensordot(const Tensor& a, const Tensor& b, Index axes = 2);

/// Sums over pairs of axes: axis axes_a[i] of `a` and axis axes_b[i] of `b`.
/// [..., k], [k, ...] -> [..., ...]
/// Throws ValueError for lists of different lengths or a duplicate axis, IndexError, ShapeError.
Tensor tensordot(const Tensor& a, const Tensor& b, const Axes& axes_a, const Axes& axes_b);

/// The Kronecker product: each element of `a` times `b`.   [a, b] x [c, d] -> [a c, b d]
/// The axes of the operand of lower rank are the last ones. Throws ShapeError beyond rank 4.
Tensor kron(const Tensor& a, const Tensor& b);

/// The products of all pairs of elements of two vectors.   [m] x [n] -> [m, n]
/// Throws ShapeError unless both are vectors.
Tensor outer(const Tensor& a, const Tensor& b);

/// The sum of the products of the elements of two vectors.   [n] x [n] -> []
/// Throws ShapeError unless both are vectors of one size.
Tensor dot(const Tensor& a, const Tensor& b);

/// Matrix times vector.   [m, n] x [n] -> [m]
/// Throws ShapeError when the sizes do not match.
Tensor mv(const Tensor& a, const Tensor& b);

/// beta x + alpha a b; with beta = 0, `x` is not read.   [m, n] + [m, k] x [k, n] -> [m, n]
/// `x` broadcasts. Throws ShapeError when the sizes do not match.
Tensor addmm(const Tensor& x, const Tensor& a, const Tensor& b, double beta = 1, double alpha = 1);

/// beta x + alpha a b for batches of matrices; with beta = 0, `x` is not read.
/// [b, m, n] + [b, m, k] x [b, k, n] -> [b, m, n]
/// `x` broadcasts. Throws ShapeError when the sizes do not match.
Tensor baddbmm(const Tensor& x, const Tensor& a, const Tensor& b, double beta = 1,
               double alpha = 1);

}  // namespace xgrad
