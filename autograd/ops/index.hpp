// Elements picked by int64 indices, which count from 0; others throw IndexError.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/scalar.hpp>

#include <optional>

namespace xgrad {

/// Slices of `x` at positions of an axis, which the axes of `index` replace.
/// [..., n, ...] at [k, ...] -> [..., k, ..., ...]   Throws IndexError; DTypeError unless int64.
Tensor index_select(const Tensor& x, Index axis, const Tensor& index);

/// Rows of a table; the row at `padding` (counted from either end) gets no gradient.
/// [n, ...] at [k, ...] -> [k, ..., ...]   Throws IndexError; DTypeError unless int64.
Tensor embedding(const Tensor& table, const Tensor& index, std::optional<Index> padding = {});

/// `count` rows: `rows` at the places that `index` names, each at most once, `fill` at the others.
/// [k, ...] at [k] -> [count, ...]   Throws IndexError; ShapeError unless there is one place per
/// row; ValueError for a place named twice, and for a `fill` beyond int64 rows; DTypeError
/// unless int64.
Tensor scatter_rows(const Tensor& rows, const Tensor& index, Index count, Scalar fill = 0);

/// result[i, j] = x[i, index[i, j]], for the last of two axes, and so for every axis.
/// [..., n, ...] at [..., k, ...] -> [..., k, ...]   Throws ShapeError, IndexError; DTypeError
/// unless int64.
Tensor gather(const Tensor& x, Index axis, const Tensor& index);

/// 1 at the index along a new last axis, else 0.   [...] -> [..., classes]
/// Throws IndexError; DTypeError unless int64.
Tensor one_hot(const Tensor& index, Index classes, DType dtype = float32);

}  // namespace xgrad
