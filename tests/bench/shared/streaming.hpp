// What a time step of an LSTM cell costs when the steps come one by one: batch 1, without a graph,
// in processor time of one thread. The same for xgrad and its peer.
#pragma once

#include "figures.hpp"

namespace bench {

/// Features of the input, and units of the cell.
inline constexpr int kStreamWidth = 128;

/// How often a run of steps is measured.
inline constexpr int kStreamRounds = 200;

/// Steps of a run: long enough for the clock.
inline constexpr int kStreamSteps = 100;

/// A run of steps.
template <class Step>
auto run_of(Step step) {
  return [step] {
    for (int i = 0; i < kStreamSteps; ++i) step();
  };
}

/// Prints what a step costs, given the seconds of a run.
inline void report_step(double run_seconds) {
  print_figure("lstm step B1 I128 H128, us", 1e6 * run_seconds / kStreamSteps);
}

}  // namespace bench
