// The largest of numbers of which one may be NaN.
#pragma once

#include <cmath>
#include <limits>

namespace test {

/// Raises `largest` to `value` if that is more. NaN counts as infinity: std::max would pass it
/// over, and a result that is NaN would pass for one without an error.
inline void raise_to(double& largest, double value) {
  if (!(value <= largest))
    largest = std::isnan(value) ? std::numeric_limits<double>::infinity() : value;
}

}  // namespace test
