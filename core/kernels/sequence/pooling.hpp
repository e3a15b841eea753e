// Sums and maxima of windows of a sequence.
#pragma once

#include <xgrad/core/array.hpp>

namespace xgrad::kernels {

/// The positions begin, begin + step, ... before `end`.
struct Window {
  Index begin, end, step;
};

/// Windows of a sequence of `length` elements.
struct Windows {
  Index length, count;
  /// `kernel` elements at a distance of `dilation`, from `i stride - front` on for window i; those
  /// beyond the sequence are left out. With a kernel of 0, the windows divide the sequence evenly.
  Index kernel = 0, stride = 1, front = 0, dilation = 1;

  Window operator[](Index i) const;
};

/// The sums of windows without dilation along the last axis.   [..., length] -> [..., count]
Array sum_windows(const Array& x, const Windows& windows);

/// The gradient of `sum_windows`: adds each element of g to its window.
/// [..., count] -> [..., length]
Array add_to_windows(const Array& g, const Windows& windows);

/// The positions (int64) of the first maximum of each window along the last axis; NaN counts as the
/// maximum. Every window must have an element.   [..., length] -> [..., count]
Array argmax_windows(const Array& x, const Windows& windows);

}  // namespace xgrad::kernels
