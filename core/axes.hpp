// The axes that a reduction runs over.
#pragma once

#include <xgrad/core/shape.hpp>

namespace xgrad {

/// One axis, several, or - when empty - all of them; negative ones count from the last.
class Axes : public Dims {
 public:
  constexpr Axes() = default;
  constexpr Axes(Index axis) : Dims({axis}) {}
  constexpr Axes(std::initializer_list<Index> axes) : Dims(axes) {}
  constexpr explicit Axes(const Dims& axes) : Dims(axes) {}
};

}  // namespace xgrad
