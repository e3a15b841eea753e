// Concatenation and splitting of tensors.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <vector>

namespace xgrad {

/// Concatenates tensors along an axis.
/// [..., n_i, ...] each -> [..., sum n_i, ...]
/// Always copies. Throws ValueError for an empty list, ShapeError and DTypeError when the tensors
/// do not match.
Tensor cat(const std::vector<Tensor>& tensors, Index axis = 0);

/// Stacks tensors of equal shape along a new axis.   [..., ...] each -> [..., n, ...]
/// Always copies. Throws as `cat`.
Tensor stack(const std::vector<Tensor>& tensors, Index axis = 0);

/// Splits along an axis into views without it.   [..., n, ...] -> n times [..., ...]
/// Throws IndexError.
std::vector<Tensor> unbind(const Tensor& x, Index axis = 0);

/// Splits along an axis into at most `count` views of equal size; the last one may be smaller.
/// [..., n, ...] -> [..., ceil(n / count), ...] each
/// Throws ValueError unless `count` is positive.
std::vector<Tensor> chunk(const Tensor& x, Index count, Index axis = 0);

/// Splits along an axis into views of `size` elements; the last one may be smaller.
/// [..., n, ...] -> [..., size, ...] each
/// Throws ValueError unless `size` is positive.
std::vector<Tensor> split(const Tensor& x, Index size, Index axis = 0);

/// Splits along an axis into views of the given sizes.
/// [..., n, ...] -> [..., sizes[i], ...] each
/// Throws ShapeError unless the sizes add up to the size of the axis.
std::vector<Tensor> split(const Tensor& x, const std::vector<Index>& sizes, Index axis = 0);

/// Internal: `whole` as the concatenation of its consecutive slices, which are not used together with
/// it.   [..., n_i, ...] each -> [..., sum n_i, ...]
Tensor cat_of(Array whole, const std::vector<Tensor>& slices, Index axis = 0);

/// Internal: `cat` or `stack` that returns a view if the tensors are adjacent slices of one buffer,
/// for results that are never used together with the slices.
Tensor cat_or_view(const std::vector<Tensor>& tensors, Index axis = 0);
Tensor stack_or_view(const std::vector<Tensor>& tensors, Index axis = 0);

}  // namespace xgrad
