// Combining lists, and naming what comes of it.
#include "long_range/setup.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace long_range {

using namespace xgrad;

namespace {

template <class T>
std::string unless_usual(const char* what, const T& value, const T& usual) {
  return value == usual ? "" : fmt::format("-{}-{}", what, value);
}

std::string clipping(double clip) {
  return clip > 0 ? unless_usual("clip", clip, TrainingOptions().clip) : "-unclipped";
}

}  // namespace

std::string Setup::label() const {
  return fmt::format("{}, {}{}", cell, init, gain == 1 ? "" : fmt::format(", gain {}", gain));
}

std::string Setup::file_name(const Task& task) const {
  const Setup usual;
  const TrainingOptions& by = usual.training;
  return fmt::format("{}-{}-{}", task.name, cell, init) + unless_usual("gain", gain, usual.gain) +
         fmt::format("-{}", task.time) + unless_usual("hidden", hidden, usual.hidden) +
         unless_usual("batch", training.batch, by.batch) +
         unless_usual("steps", training.steps, by.steps) + unless_usual("lr", training.lr, by.lr) +
         clipping(training.clip) + unless_usual("until", training.until, by.until) +
         unless_usual("seed", training.seed, by.seed);
}

Model Setup::model(const Task& task) const {
  manual_seed(training.seed);
  return Model({.cell = cell,
                .init = init,
                .gain = gain,
                .hidden = hidden,
                .inputs = task.inputs,
                .outputs = task.outputs,
                .at_every_step = task.at_every_step,
                .time = task.time});
}

std::vector<Setup> combinations(const Choice& choice, const Setup& common) {
  const bool scaled = choice.gains != Choice().gains;
  if (scaled && std::ranges::count(choice.inits, "orthogonal") == 0) {
    throw ValueError("--gain is of orthogonal weights, and --init has no orthogonal");
  }
  std::vector<Setup> all;
  for (const std::string& cell : choice.cells) {
    for (const std::string& init : choice.inits) {
      if (cell == "rnn" && init == "chrono") continue;
      for (const double gain : init == "orthogonal" ? choice.gains : Choice().gains) {
        for (const double clip : choice.clips) {
          Setup& setup = all.emplace_back(common);
          setup.cell = cell;
          setup.init = init;
          setup.gain = gain;
          setup.training.clip = clip;
        }
      }
    }
  }
  if (all.empty()) throw ValueError("chrono initialisation is for gates, and an rnn has no gates");
  return all;
}

}  // namespace long_range
