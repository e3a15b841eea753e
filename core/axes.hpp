// Axes: the axes of a reduction or a permutation.
#pragma once

#include <xgrad/core/shape.hpp>

namespace xgrad {

/// One axis or several; negative axes count from the end. A reduction takes an empty list for all
/// axes.
class Axes : public Dims {
 public:
  using Dims::Dims;
  constexpr Axes(Index axis) : Dims({axis}) {}
};

}  // namespace xgrad
