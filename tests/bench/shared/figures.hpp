// How the benchmarks print what they measured, for people and for compare.py alike.
#pragma once

#include <cstdio>
#include <string>

namespace bench {

/// Prints a figure on a line of its own: what it is, in which unit, and the value.
inline void print_figure(const std::string& name, double value) {
  std::printf("%s: %.5g\n", name.c_str(), value);
}

}  // namespace bench
