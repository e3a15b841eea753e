// The rows of elements along one axis of a row-major array.
#pragma once

#include <xgrad/core/shape.hpp>

#include <string_view>

namespace xgrad::kernels {

/// A row-major array viewed as [outer, count, inner], where `count` is the size of one axis. Throws
/// IndexError, naming `op`, for an axis out of range.
struct AxisRows {
  AxisRows(std::string_view op, const Shape& shape, Index axis) {
    const std::size_t chosen = normalize_axis(op, axis, shape);
    for (std::size_t a = 0; a < chosen; ++a) outer *= shape[a];
    count = shape.empty() ? 1 : shape[chosen];
    for (std::size_t a = chosen + 1; a < shape.size(); ++a) inner *= shape[a];
  }

  /// Calls `action` with the position of the first element of each row, whose elements are
  /// `inner` apart.
  template <class Action>
  void for_each(const Action& action) const {
    for (Index i = 0; i < outer; ++i) {
      for (Index j = 0; j < inner; ++j) action(i * count * inner + j);
    }
  }

  Index outer = 1, count = 1, inner = 1;
};

}  // namespace xgrad::kernels
