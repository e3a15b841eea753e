// Slices of one axis.
#pragma once

#include <xgrad/core/array.hpp>

#include <vector>

namespace xgrad {

/// A slice of one axis: elements begin, begin + 1, ...
struct AxisSlice {
  Index begin = 0;
  Index size = 1;
};

/// Disjoint slices of an array; with `drop_axis`, each is a single element, and the axis is removed.
struct Slices {
  std::size_t axis;
  bool drop_axis;
  std::vector<AxisSlice> list;

  /// Slice number `index` of `whole`, as a view.
  Array of(const Array& whole, std::size_t index) const;
};

}  // namespace xgrad
