// Equality of numbers at the edge of a floating type.
#pragma once

#include <xgrad/core/numbers/dtype.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace test {

/// True when both are NaN, the same infinity or 0, or numbers that differ by a few roundings of
/// their type; subnormal ones by a few of their steps.
inline bool same_edge(double actual, double expected, xgrad::DType dtype) {
  if (std::isnan(actual) || std::isnan(expected)) return std::isnan(actual) == std::isnan(expected);
  if (std::isinf(actual) || std::isinf(expected)) return actual == expected;
  const bool is_single = dtype == xgrad::float32;
  const double eps =
      is_single ? std::numeric_limits<float>::epsilon() : std::numeric_limits<double>::epsilon();
  const double step = is_single ? static_cast<double>(std::numeric_limits<float>::denorm_min())
                                : std::numeric_limits<double>::denorm_min();
  return std::abs(actual - expected) <= std::max(8 * eps * std::abs(expected), 4 * step);
}

}  // namespace test
