// What recurrent layers cost: training and inference at the sizes the project quotes, and training
// per step at T = 100 and T = 1000. The same for xgrad and its peers.
#pragma once

#include "figures.hpp"
#include "stopwatch.hpp"
#include <cstdint>
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

/// A program's arguments, [ROUNDS [THREADS]]: how often each measurement is repeated, and on how
/// many threads. Without THREADS, what one thread costs is measured in processor time; with them,
/// by the wall clock.
struct RecurrentSettings {
  RecurrentSettings(int argc, char** argv)
      : rounds(argc > 1 ? std::atoi(argv[1]) : 10),
        threads(argc > 2 ? std::atoi(argv[2]) : 1),
        clock(argc > 2 ? wall_seconds : processor_seconds),
        unit(argc > 2 ? "wall ms" : "ms") {}

  int rounds;
  int threads;
  Clock clock;
  std::string unit;
};

/// Measures layers of a shape, which have `train()` and `infer()`, and prints the figures.
template <class Layer>
void report(const RecurrentShape& shape, const RecurrentSettings& settings) {
  Layer layer(shape);
  const auto measure = [&](const std::string& what, auto work) {
    print_figure(name_of(shape) + " " + what + ", " + settings.unit,
                 1e3 * best_seconds(settings.rounds, work, settings.clock));
  };
  measure("training", [&] { layer.train(); });
  measure("inference", [&] { layer.infer(); });
}

/// What a step costs in a long sequence, against a short one.
template <class Layer>
void report_growth(const RecurrentSettings& settings) {
  Layer short_layer({"lstm", 100, 8, 32, 64}), long_layer({"lstm", 1000, 8, 32, 64});
  const auto [short_time, long_time] = best_seconds_in_turn(
      settings.rounds, [&] { short_layer.train(); }, [&] { long_layer.train(); }, settings.clock);
  print_figure("cost per step, T 1000 over T 100", long_time / (10 * short_time));
}

/// All of it.
template <class Layer>
void report_all(const RecurrentSettings& settings) {
  for (const RecurrentShape& shape : kShapes) report<Layer>(shape, settings);
  report_growth<Layer>(settings);
}

}  // namespace bench
