// Several tensors from one, and one from several.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <vector>

namespace xgrad {

/// Tensors one after the other along an axis.   [..., n_i, ...] each -> [..., sum n_i, ...]
/// Copies, also of a single tensor. Throws ValueError for no tensors, ShapeError and DTypeError
/// when they do not match.
Tensor cat(const std::vector<Tensor>& tensors, Index axis = 0);

/// Tensors of one shape along a new axis.   [..., ...] each -> [..., n, ...]
/// Copies, also of a single tensor. Throws like `cat`.
Tensor stack(const std::vector<Tensor>& tensors, Index axis = 0);

/// The positions of an axis, as views.   [..., n, ...] -> n times [..., ...]
/// Throws IndexError.
std::vector<Tensor> unbind(const Tensor& x, Index axis = 0);

/// At most `count` parts of an axis, as views, equal but for a shorter last one.
/// [..., n, ...] -> [..., ceil(n / count), ...] each   Throws ValueError unless `count` is
/// positive.
std::vector<Tensor> chunk(const Tensor& x, Index count, Index axis = 0);

/// Parts of `size` elements along an axis, as views, the last one perhaps shorter.
/// [..., n, ...] -> [..., size, ...] each   Throws ValueError unless `size` is positive.
std::vector<Tensor> split(const Tensor& x, Index size, Index axis = 0);

/// Parts of the given sizes along an axis, as views.   [..., n, ...] -> [..., sizes[i], ...] each
/// Throws ShapeError unless the sizes add up to that of the axis.
std::vector<Tensor> split(const Tensor& x, const std::vector<Index>& sizes, Index axis = 0);

/// Internal: `cat` and `stack` that give a view of slices that lie side by side in one buffer, for
/// results that no caller gets beside the slices.
Tensor cat_or_view(const std::vector<Tensor>& tensors, Index axis = 0);
Tensor stack_or_view(const std::vector<Tensor>& tensors, Index axis = 0);

}  // namespace xgrad
