// Elements picked by arrays of int64 indices, and the sums that undo it. Indices count from 0;
// others throw IndexError, naming `op`, the index and its position.
#pragma once

#include <xgrad/core/array.hpp>
#include <xgrad/core/scalar.hpp>

#include <string_view>

namespace xgrad::kernels {

/// Throws DTypeError unless the indices are int64, IndexError unless all are within 0..size - 1.
void check_indices(std::string_view op, const Array& index, Index size);

/// Slices of `x` at the given positions of an axis, which the axes of `index` replace.
/// [..., n, ...] at [k, ...] -> [..., k, ..., ...]
Array take(std::string_view op, const Array& x, Index axis, const Array& index);

/// Writes the result of `take` to `target`, which is row-major and of its shape and type.
void take_into(std::string_view op, Array& target, const Array& x, Index axis, const Array& index);

/// Adds the slices of `source`, shaped like `take`'s result, to the slices of `target` they were
/// taken from, in the order of the indices; those at `skipped` are left out.
void take_add_into(std::string_view op, Array& target, Index axis, const Array& index,
                   const Array& source, Index skipped = -1);

/// `count` rows: `rows` at the places that `index` names, each at most once, `fill` at the others.
/// [k, ...] at [k] -> [count, ...]
Array put_rows(std::string_view op, const Array& rows, const Array& index, Index count,
               Scalar fill);

/// result[i, j, ...] = x[i, index[i, j, ...], ...], the index standing on the given axis; other
/// axes of `index` are at most as long as those of `x`.
Array gather(const Array& x, Index axis, const Array& index);

/// target[i, index[i, j, ...], ...] += source[i, j, ...] for every element of `index`, row-major.
void scatter_add_into(Array& target, Index axis, const Array& index, const Array& source);

/// 1 at the index along a new last axis, else 0.   [...] -> [..., classes]
Array one_hot(const Array& index, Index classes, DType dtype);

}  // namespace xgrad::kernels
