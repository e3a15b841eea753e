// Writes and sums at positions along an axis, and gathers that broadcast. Positions count from 0;
// positions out of range throw IndexError.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/numbers/scalar.hpp>

#include <optional>

namespace xgrad {

/// A copy of `x` with elements of `source` at positions along an axis:
/// result[i, index[i, j]] = source[i, j] for the last of two axes.
/// [..., n, ...] at [..., k, ...] -> [..., n, ...]
/// The other axes of `index` may be shorter than those of `x`, and all axes shorter than those of
/// `source`. Throws ShapeError, IndexError; DTypeError unless `index` is int64 and `source` has the
/// dtype of `x`; ValueError for a position that is given twice.
Tensor scatter(const Tensor& x, Index axis, const Tensor& index, const Tensor& source);

/// A copy of `x` with a number at positions along an axis, which may be given more than once.
/// [..., n, ...] at [..., k, ...] -> [..., n, ...]
/// Throws as above; ValueError for a value beyond int64 with int64 x.
Tensor scatter(const Tensor& x, Index axis, const Tensor& index, Scalar value);

/// `x` plus the elements of `source`, each added at its position along an axis:
/// result[i, index[i, j]] += source[i, j] for the last of two axes.
/// [..., n, ...] at [..., k, ...] -> [..., n, ...]
/// Shapes as those of `scatter`; a position may be given more than once. Throws ShapeError,
/// IndexError; DTypeError unless `index` is int64, and `x` and `source` have one dtype that is not
/// bool.
Tensor scatter_add(const Tensor& x, Index axis, const Tensor& index, const Tensor& source);

/// Selects elements along an axis, or of the flattened tensor, as `gather`; the other axes of `x` and
/// `index` broadcast.
/// [..., n, ...] at [..., k, ...] -> [..., k, ...]
/// Throws ShapeError, IndexError; DTypeError unless `index` is int64.
Tensor take_along_dim(const Tensor& x, const Tensor& index, std::optional<Index> axis = {});

}  // namespace xgrad
