// Gathers by int64 indices, their adjoints, and writes at indices. Indices count from 0; indices out of range throw
// IndexError, naming `op`, the index and its position.
#pragma once

#include <xgrad/core/array.hpp>
#include <xgrad/core/numbers/scalar.hpp>

#include <string_view>

namespace xgrad::kernels {

/// Throws DTypeError unless the indices are int64, IndexError unless all are in [0, size).
void check_indices(std::string_view op, const Array& index, Index size);

/// Gathers slices of `x` along an axis, which is replaced by the axes of `index`.
/// [..., n, ...] at [k, ...] -> [..., k, ..., ...]
Array take(std::string_view op, const Array& x, Index axis, const Array& index);

/// Writes the result of `take` to `target`, which is row-major and has its shape and dtype.
void take_into(std::string_view op, Array& target, const Array& x, Index axis, const Array& index);

/// The adjoint of `take`: adds the slices of `source`, which is shaped like its result, to `target`
/// in the order of the indices, except those with the index `skipped`.
void take_add_into(std::string_view op, Array& target, Index axis, const Array& index,
                   const Array& source, Index skipped = -1);

/// Writes `rows` to the positions given by `index` in an array of `count` rows, and `fill` to the
/// others. Each position may occur at most once.
/// [k, ...] at [k] -> [count, ...]
Array put_rows(std::string_view op, const Array& rows, const Array& index, Index count,
               Scalar fill);

/// Gathers elements: result[i, j, ...] = x[i, index[i, j, ...], ...] with the indexed position on
/// `axis`; the other axes of `index` are at most as long as those of `x`.
Array gather(const Array& x, Index axis, const Array& index);

/// target[i, index[i, j, ...], ...] += source[i, j, ...] for every element of `index`, row-major.
void scatter_add_into(Array& target, Index axis, const Array& index, const Array& source);

/// target[i, index[i, j, ...], ...] = source[i, j, ...] for every element of `index`, into a
/// row-major target of the dtype of the source. Throws ValueError for a position that is given twice.
void scatter_into(Array& target, Index axis, const Array& index, const Array& source);

/// target[i, index[i, j, ...], ...] = value for every element of `index`.
void scatter_fill(Array& target, Index axis, const Array& index, Scalar value);

/// Adds a last axis that is 1 at the index and 0 elsewhere.   [...] -> [..., classes]
Array one_hot(const Array& index, Index classes, DType dtype);

}  // namespace xgrad::kernels
