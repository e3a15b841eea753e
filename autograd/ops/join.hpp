// Several tensors from one, and one from several.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <vector>

namespace xgrad {

/// Tensors one after the other along an axis.   [..., n_i, ...] each -> [..., sum n_i, ...]
/// A view when they are consecutive slices of one buffer. Throws ValueError for no tensors,
/// ShapeError and DTypeError when they do not match.
Tensor cat(const std::vector<Tensor>& tensors, Index axis = 0);

/// Tensors of one shape along a new axis.   [..., ...] each -> [..., n, ...]
/// A view when they lie at equal distances in one buffer. Throws like `cat`.
Tensor stack(const std::vector<Tensor>& tensors, Index axis = 0);

/// The positions of an axis as tensors of their own.   [..., n, ...] -> n times [..., ...]
/// Throws IndexError.
std::vector<Tensor> unbind(const Tensor& x, Index axis = 0);

/// At most `count` parts of an axis, equal but for a shorter last one.
/// [..., n, ...] -> [..., ceil(n / count), ...] each   Throws ValueError unless `count` is
/// positive.
std::vector<Tensor> chunk(const Tensor& x, Index count, Index axis = 0);

/// Parts of `size` elements along an axis, the last one perhaps shorter.
/// [..., n, ...] -> [..., size, ...] each   Throws ValueError unless `size` is positive.
std::vector<Tensor> split(const Tensor& x, Index size, Index axis = 0);

/// Parts of the given sizes along an axis.   [..., n, ...] -> [..., sizes[i], ...] each
/// Throws ShapeError unless the sizes add up to that of the axis.
std::vector<Tensor> split(const Tensor& x, const std::vector<Index>& sizes, Index axis = 0);

}  // namespace xgrad
