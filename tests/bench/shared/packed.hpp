// What sequences of different lengths cost: a step of one, over that in a dense batch with as many
// steps in all. The same for xgrad and libtorch.
#pragma once

#include "recurrent.hpp"
#include <vector>

namespace bench {

/// Layers that run over sequences with lengths evenly spread over 1..time.
inline const RecurrentShape kPackedShapes[] = {
    {"lstm", 100, 64, 128, 128},
    {"lstm", 100, 64, 128, 256},
    {"gru", 100, 64, 128, 256},
    {"lstm", 100, 64, 128, 128, 1, true},
};

inline std::vector<std::int64_t> lengths_of(const RecurrentShape& shape) {
  std::vector<std::int64_t> lengths;
  for (std::int64_t i = 1; i <= shape.batch; ++i) {
    lengths.push_back((i * shape.time + shape.batch - 1) / shape.batch);
  }
  return lengths;
}

/// Measures layers with `train_lengths(lengths)`, in which every sequence of the batch ends at its
/// length, and `train()`, for the dense batch, and prints the figures.
template <class Layer>
void report_packed(const RecurrentSettings& settings) {
  for (const RecurrentShape& shape : kPackedShapes) {
    const std::vector<std::int64_t> lengths = lengths_of(shape);
    std::int64_t steps = 0;
    for (const std::int64_t length : lengths) steps += length;
    RecurrentShape half = shape;
    half.batch = steps / shape.time;
    Layer ragged(shape), dense(half);
    const auto [ragged_time, dense_time] = best_seconds_in_turn(
        settings.rounds, [&] { ragged.train_lengths(lengths); }, [&] { dense.train(); },
        settings.clock);
    const auto per_step = [](double seconds, std::int64_t count) {
      return seconds / static_cast<double>(count);
    };
    print_figure(name_of(shape) + " of lengths 1..T training, " + settings.unit, 1e3 * ragged_time);
    print_figure(name_of(shape) + " of lengths 1..T, cost per step over dense",
                 per_step(ragged_time, steps) / per_step(dense_time, half.batch * half.time));
  }
}

}  // namespace bench
