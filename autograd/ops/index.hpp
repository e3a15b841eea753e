// Selection by int64 indices, which count from 0; indices out of range throw IndexError.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/numbers/scalar.hpp>

#include <optional>

namespace xgrad {

/// Selects slices of `x` along an axis, which is replaced by the axes of `index`.
/// [..., n, ...] at [k, ...] -> [..., k, ..., ...]
/// Throws IndexError; DTypeError unless `index` is int64.
Tensor index_select(const Tensor& x, Index axis, const Tensor& index);

/// Selects rows of a table; the row `padding` (negative: counted from the end) gets no gradient.
/// [n, ...] at [k, ...] -> [k, ..., ...]
/// Throws IndexError; DTypeError unless `index` is int64.
Tensor embedding(const Tensor& table, const Tensor& index, std::optional<Index> padding = {});

/// Writes `rows` to the positions given by `index` in a tensor of `count` rows, and `fill` to the
/// other positions. Each position may occur at most once.
/// [k, ...] at [k] -> [count, ...]
/// Throws IndexError; ShapeError unless there is one index per row; ValueError for a duplicate
/// index, and for a `fill` beyond int64 with int64 rows; DTypeError unless `index` is int64.
Tensor scatter_rows(const Tensor& rows, const Tensor& index, Index count, Scalar fill = 0);

/// Selects elements along an axis: result[i, j] = x[i, index[i, j]] for the last of two axes.
/// [..., n, ...] at [..., k, ...] -> [..., k, ...]
/// Throws ShapeError, IndexError; DTypeError unless `index` is int64.
Tensor gather(const Tensor& x, Index axis, const Tensor& index);

/// Adds a last axis that is 1 at the index and 0 elsewhere.   [...] -> [..., classes]
/// Throws IndexError; DTypeError unless `index` is int64.
Tensor one_hot(const Tensor& index, Index classes, DType dtype = float32);

}  // namespace xgrad
