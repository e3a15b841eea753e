// What an LSTM costs, in processor time of one thread: training and inference at the shapes the
// project quotes, and training per step at T = 100 and T = 1000. The same for xgrad and its peer.
#pragma once

#include "stopwatch.hpp"
#include <cstdint>
#include <cstdio>

namespace bench {

/// The sizes of an LSTM and its input.
struct LstmShape {
  std::int64_t time, batch, input, hidden, layers;
};

/// Measures models made of a shape, which have `train()` and `infer()`, and prints the figures.
template <class Model>
void report_lstm_steps(int rounds) {
  for (const LstmShape& shape :
       {LstmShape{25, 1, 64, 100, 1}, LstmShape{50, 50, 65, 128, 2},
        LstmShape{100, 32, 128, 256, 1}, LstmShape{100, 64, 256, 512, 1}}) {
    Model model(shape);
    const double training = 1e3 * best_seconds(
                                      rounds, [&] { model.train(); }, processor_seconds);
    const double inference = 1e3 * best_seconds(
                                       rounds, [&] { model.infer(); }, processor_seconds);
    std::printf(
        "lstm T%-4ld B%-3ld I%-3ld H%-3ld layers %ld: training %.3f ms, inference %.3f ms\n",
        static_cast<long>(shape.time), static_cast<long>(shape.batch),
        static_cast<long>(shape.input), static_cast<long>(shape.hidden),
        static_cast<long>(shape.layers), training, inference);
  }

  Model short_model({100, 8, 32, 64, 1});
  Model long_model({1000, 8, 32, 64, 1});
  const auto [short_time, long_time] = best_seconds_in_turn(
      rounds, [&] { short_model.train(); }, [&] { long_model.train(); }, processor_seconds);
  std::printf("training per step: %.4f ms at T = 100, %.4f ms at T = 1000, ratio %.3f\n",
              10 * short_time, long_time, long_time / (10 * short_time));
}

}  // namespace bench
