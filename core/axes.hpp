// Axes: the axes of a reduction.
#pragma once

#include <xgrad/core/shape.hpp>

namespace xgrad {

/// One axis, several axes, or, if empty, all axes; negative axes count from the end.
class Axes : public Dims {
 public:
  constexpr Axes() = default;
  constexpr Axes(Index axis) : Dims({axis}) {}
  constexpr Axes(std::initializer_list<Index> axes) : Dims(axes) {}
  constexpr explicit Axes(const Dims& axes) : Dims(axes) {}
};

}  // namespace xgrad
