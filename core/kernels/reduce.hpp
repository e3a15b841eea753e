// Reductions over axes: sums, means and extrema.
#pragma once

#include <xgrad/core/array.hpp>
#include <xgrad/core/axes.hpp>

#include <string_view>

namespace xgrad::kernels {

/// Sum over axes; 0 for no elements, and a count for bool. Reduced axes are removed, or kept with
/// size 1. The error of floating sums is at most 2 ceil(log2 n) eps sum|x|.
Array sum(const Array& x, const Axes& axes = {}, bool keepdim = false);

/// The sum divided by the number of elements; NaN for no elements. Throws DTypeError unless
/// floating.
Array mean(const Array& x, const Axes& axes = {}, bool keepdim = false);

/// Maximum over axes; NaN if an element is NaN. Throws ShapeError for no elements, DTypeError for
/// bool.
Array max(const Array& x, const Axes& axes = {}, bool keepdim = false);
/// Minimum over axes, with the rules of `max`.
Array min(const Array& x, const Axes& axes = {}, bool keepdim = false);

/// Index (int64) of the first maximum along one axis, or of all elements in row-major order; NaN
/// counts as the maximum. Throws as `max`.
Array argmax(const Array& x, const Axes& axis = {}, bool keepdim = false);

/// Index (int64) of the first minimum, with the rules of `argmax`; NaN counts as the minimum.
Array argmin(const Array& x, const Axes& axis = {}, bool keepdim = false);

/// Reverses broadcasting: sums `x` over the axes along which `shape` was repeated to give its
/// shape. Throws ShapeError when `shape` does not broadcast to that of `x`.
Array sum_to(const Array& x, const Shape& shape);

/// The division of the axes of a shape into reduced and kept axes, and the resulting shape. Throws
/// IndexError for an axis out of range, ValueError for a duplicate axis; both name `op`.
struct Reduction {
  Reduction(std::string_view op, const Shape& shape, const Axes& axes, bool keepdim);

  Axes kept, reduced;
  Shape shape;
  Index count = 1;  ///< Number of elements reduced to one.
};

/// A row-major copy or view of shape [kept elements, reduced elements].
Array reduction_rows(const Array& x, const Reduction& reduction);

}  // namespace xgrad::kernels
