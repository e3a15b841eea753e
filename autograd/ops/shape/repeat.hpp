// Repetition of tensors and of their elements. The results are copies.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <optional>

namespace xgrad {

/// Repeats the whole of `x` the given number of times along each axis; more sizes than axes lead.
/// [a, b] times {r, s, t} -> [r, s a, t b]
/// Throws ShapeError for fewer sizes than axes, a negative size, or a result beyond the address
/// space.
Tensor repeat(const Tensor& x, const Shape& sizes);

/// Repeats the whole of `x` along each axis as NumPy's tile; missing sizes are 1 and lead.
/// [a, b] times {t} -> [a, t b]
/// Throws ShapeError as `repeat`.
Tensor tile(const Tensor& x, const Shape& sizes);

/// Repeats each element along an axis, or of the flattened tensor.
/// [..., n, ...] -> [..., repeats n, ...]
/// Throws IndexError; ValueError for a negative number; ShapeError for a result beyond the address
/// space.
Tensor repeat_interleave(const Tensor& x, Index repeats, std::optional<Index> axis = {});

/// Repeats element i along an axis, or of the flattened tensor, `repeats[i]` times; one number is
/// used for all.
/// [..., n, ...] times [n] -> [..., sum repeats, ...]
/// Throws as above; DTypeError unless `repeats` is int64; ShapeError unless it has one number per
/// element.
Tensor repeat_interleave(const Tensor& x, const Tensor& repeats, std::optional<Index> axis = {});

}  // namespace xgrad
