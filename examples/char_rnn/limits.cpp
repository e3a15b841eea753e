// Counting what a training keeps.
#include "char_rnn/limits.hpp"

#include <fmt/format.h>

#include <unistd.h>

namespace char_rnn {

using xgrad::ValueError;

namespace {

constexpr double kGiB = 1024.0 * 1024 * 1024;

double parameters(const ModelOptions& model) {
  const double hidden = static_cast<double>(model.hidden),
               layers = static_cast<double>(model.layers),
               tokens = static_cast<double>(model.vocabulary),
               embedding = static_cast<double>(model.embedding);
  const double gates = model.cell == "lstm" ? 4 : model.cell == "gru" ? 3 : 1;
  const double inputs = model.embedding > 0 ? embedding : tokens;
  return tokens * embedding +
         gates * hidden * (inputs + hidden + (layers - 1) * 2 * hidden + 2 * layers) +
         tokens * (hidden + 1);
}

}  // namespace

double training_bytes(const ModelOptions& model, const TrainingOptions& training) {
  // Value, gradient, and one or two moments.
  const double numbers = parameters(model) * (training.optimizer == "adam" ? 4 : 3);
  // Gates and states of each time step, and logits with their softmax and gradient.
  const double steps = static_cast<double>(training.batch) * static_cast<double>(training.sequence);
  const double gates = model.cell == "lstm" ? 6 : model.cell == "gru" ? 5 : 2;
  const double kept = steps * (static_cast<double>(model.embedding) +
                               gates * static_cast<double>(model.hidden * model.layers) +
                               3 * static_cast<double>(model.vocabulary));
  return 4 * (numbers + kept);
}

void check_memory(const ModelOptions& model, const TrainingOptions& training, double memory) {
  if (memory == 0) {
    memory = static_cast<double>(::sysconf(_SC_PHYS_PAGES)) *
             static_cast<double>(::sysconf(_SC_PAGE_SIZE));
  }
  const double needed = training_bytes(model, training);
  if (needed <= memory) return;
  throw ValueError(
      fmt::format("train: {:.3g} parameters and what training keeps take about {:.3g} GiB, this "
                  "machine has {:.3g} GiB",
                  parameters(model), needed / kGiB, memory / kGiB),
      "take fewer units (--hidden), layers or words, a smaller batch or a shorter sequence");
}

}  // namespace char_rnn
