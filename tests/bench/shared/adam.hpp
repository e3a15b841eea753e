// What a step of Adam costs after gradients were clipped, in processor time of one thread, for the
// parameters of the character model. The same for xgrad and its peer.
#pragma once

#include "figures.hpp"
#include "stopwatch.hpp"
#include <cstdint>

namespace bench {

/// Distinct characters, and units of both LSTM layers.
inline constexpr std::int64_t kCharacters = 65, kCharUnits = 128;

/// Learning rate, and the largest norm of the gradient.
inline constexpr double kLearningRate = 2e-3, kLargestNorm = 5;

/// Measures an update of all parameters and prints the figure.
template <class Update>
void report_adam(Update update) {
  constexpr int kRounds = 200;
  print_figure("Adam step and clipping, 240,000 parameters, ms",
               1e3 * best_seconds(kRounds, update, processor_seconds));
}

}  // namespace bench
