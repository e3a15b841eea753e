// A cell as a user writes it.
#pragma once

#include <xgrad/nn/cell.hpp>

namespace test {

/// A unit whose state leaks away.
///   h' = 3/4 h + 1/4 tanh(a)
struct Leaky {
  static constexpr int kBlocks = 1;
  static constexpr int kStates = 1;
  static constexpr auto formula = [](auto a, auto h) { return 0.75 * h + 0.25 * tanh(a); };
};

}  // namespace test
