// What recurrent layers cost, in processor time of one thread: training and inference at the sizes
// the project quotes, and training per step at T = 100 and T = 1000. The same for xgrad and its
// peers.
#pragma once

#include "stopwatch.hpp"
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace bench {

/// A recurrent layer and the sizes of its input.
struct RecurrentShape {
  std::string kind;  // "lstm", "gru" or "rnn"
  std::int64_t time, batch, input, hidden;
  std::int64_t layers = 1;
  bool bidirectional = false;
};

inline const RecurrentShape kShapes[] = {
    {"lstm", 25, 1, 64, 100},    {"lstm", 50, 50, 65, 128, 2}, {"lstm", 50, 50, 128, 128},
    {"lstm", 100, 32, 128, 256}, {"lstm", 100, 64, 256, 512},  {"lstm", 50, 50, 65, 128, 2, true},
    {"gru", 25, 1, 64, 100},     {"gru", 50, 50, 65, 128, 2},  {"gru", 100, 32, 128, 256},
    {"gru", 100, 64, 256, 512},  {"rnn", 25, 1, 64, 100},      {"rnn", 50, 50, 65, 128, 2},
    {"rnn", 100, 32, 128, 256},  {"rnn", 100, 64, 256, 512},
};

/// "lstm T50 B50 I65 H128 x2 bidirectional"
inline std::string name_of(const RecurrentShape& shape) {
  const auto number = [](const char* before, std::int64_t value) {
    return before + std::to_string(value);
  };
  std::string name = shape.kind + number(" T", shape.time) + number(" B", shape.batch) +
                     number(" I", shape.input) + number(" H", shape.hidden);
  if (shape.layers > 1) name += number(" x", shape.layers);
  if (shape.bidirectional) name += " bidirectional";
  return name;
}

/// Measures models made of a shape, which have `train()` and `infer()`, and prints the figures.
template <class Model>
void report(const RecurrentShape& shape, int rounds) {
  Model model(shape);
  const auto milliseconds = [&](auto work) {
    return 1e3 * best_seconds(rounds, work, processor_seconds);
  };
  const double training = milliseconds([&] { model.train(); });
  const double inference = milliseconds([&] { model.infer(); });
  std::printf("%s: training %.3f ms, inference %.3f ms\n", name_of(shape).c_str(), training,
              inference);
}

/// What a step costs in a long sequence, against a short one.
template <class Model>
void report_growth(int rounds) {
  Model short_model({"lstm", 100, 8, 32, 64}), long_model({"lstm", 1000, 8, 32, 64});
  const auto [short_time, long_time] = best_seconds_in_turn(
      rounds, [&] { short_model.train(); }, [&] { long_model.train(); }, processor_seconds);
  std::printf("training per step: %.4f ms at T = 100, %.4f ms at T = 1000, ratio %.3f\n",
              10 * short_time, long_time, long_time / (10 * short_time));
}

/// All of it; the first argument of a program is how often each measurement is repeated.
template <class Model>
void report_all(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 10;
  for (const RecurrentShape& shape : kShapes) report<Model>(shape, rounds);
  report_growth<Model>(rounds);
}

}  // namespace bench
