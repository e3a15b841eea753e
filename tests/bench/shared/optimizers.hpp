// What steps of AdamW cost, in processor time of one thread: of one large tensor, and of many small
// ones. The same for xgrad and its peer.
#pragma once

#include "figures.hpp"
#include "stopwatch.hpp"
#include <cstdint>

namespace bench {

/// Elements of the large tensor, number of small tensors, and elements of each of them.
inline constexpr std::int64_t kLarge = 10'000'000, kTensors = 1000, kSmall = 64;

/// How often each step is measured.
inline constexpr int kLargeRounds = 30, kSmallRounds = 300;

/// Prints the seconds of a step of the large tensor.
inline void report_large_step(double seconds) {
  print_figure("AdamW step, one tensor of 10,000,000, ms", 1e3 * seconds);
}

/// Measures a step of the small tensors and prints the figure.
template <class Step>
void report_small_steps(Step step) {
  print_figure("AdamW step, 1,000 tensors of 64, us",
               1e6 * best_seconds(kSmallRounds, step, processor_seconds));
}

}  // namespace bench
