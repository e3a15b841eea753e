// Other orders of axes and of elements along axes, and axes that are divided.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/axes.hpp>

#include <optional>

namespace xgrad {

/// Moves axes to other places; the others keep their order. The result is a view.
/// [a, b, c] -> [b, c, a]
/// Throws IndexError; ValueError for a duplicate axis; ShapeError unless there is one destination for
/// each source.
Tensor movedim(const Tensor& x, const Axes& source, const Axes& destination);

/// Swaps two axes: another name of `transpose`. The result is a view.
/// [..., a, ..., b, ...] -> [..., b, ..., a, ...]
/// Throws IndexError.
Tensor swapaxes(const Tensor& x, Index a, Index b);

/// Divides an axis into several; one size may be -1. The result is a view.
/// [..., n, ...] -> [..., sizes..., ...]
/// Throws IndexError; ShapeError unless the product of the sizes is the size of the axis.
Tensor unflatten(const Tensor& x, Index axis, const Shape& sizes);

/// Reshapes to the shape of `other`, as `reshape`: a view, or a copy if the strides allow no view.
/// x.shape -> other.shape
/// Throws ShapeError when the number of elements differs.
Tensor view_as(const Tensor& x, const Tensor& other);

/// Shifts the elements along an axis, or of the flattened tensor; those shifted out of the end return
/// at the beginning.   x.shape -> x.shape
/// Throws IndexError.
Tensor roll(const Tensor& x, Index shift, std::optional<Index> axis = {});

/// Shifts the elements along several axes.   x.shape -> x.shape
/// Throws IndexError; ShapeError unless there is one shift for each axis.
Tensor roll(const Tensor& x, const Dims& shifts, const Axes& axes);

}  // namespace xgrad
