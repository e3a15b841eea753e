// Reductions: sums, means and extremes over axes.
#pragma once

#include <xgrad/core/array.hpp>
#include <xgrad/core/axes.hpp>

#include <string_view>

namespace xgrad::kernels {

/// Sum over axes; 0 where there is nothing to add, and a count for bool. Reduced axes disappear, or
/// stay with size 1. Floating sums err by at most 2 ceil(log2 n) eps sum|x|.
Array sum(const Array& x, const Axes& axes = {}, bool keepdim = false);

/// `sum` divided by the number of elements (NaN for none). Throws DTypeError unless floating.
Array mean(const Array& x, const Axes& axes = {}, bool keepdim = false);

/// Largest element over axes; NaN where there is one. Throws ShapeError where there is no element,
/// DTypeError for bool.
Array max(const Array& x, const Axes& axes = {}, bool keepdim = false);
/// Smallest element, likewise.
Array min(const Array& x, const Axes& axes = {}, bool keepdim = false);

/// Position (int64) of the first largest element along one axis, or in row-major order over all;
/// NaN counts as largest. Throws like `max`.
Array argmax(const Array& x, const Axes& axis = {}, bool keepdim = false);

/// Undoes broadcasting: sums `x` over the axes that were repeated to make `shape` its shape. Throws
/// ShapeError when `shape` does not broadcast to it.
Array sum_to(const Array& x, const Shape& shape);

/// How `axes` split the axes of a shape: the ones reduced, the ones kept, and the resulting shape.
/// Throws IndexError for an axis out of range, ValueError for one named twice; both name `op`.
struct Reduction {
  Reduction(std::string_view op, const Shape& shape, const Axes& axes, bool keepdim);

  Dims kept, reduced;
  Shape shape;
  Index count = 1;  ///< Elements that become one.
};

/// Row-major copy or view of shape [kept elements, reduced elements].
Array reduction_rows(const Array& x, const Reduction& reduction);

}  // namespace xgrad::kernels
