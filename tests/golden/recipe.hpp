// How the inputs of the golden values are filled, so that only results need storing.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace golden {

/// The values 0.5 cos(0.7 i + phase) for i = 0 .. count - 1: the `recipe` of generate.py.
inline std::vector<double> recipe(std::size_t count, double phase) {
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    values[i] = 0.5 * std::cos(0.7 * static_cast<double>(i) + phase);
  }
  return values;
}

/// Numbers of one tensor in row-major order, with its name.
struct Named {
  const char* name;
  std::span<const double> values;
};

}  // namespace golden
