// Training by truncated BPTT (back-propagation through time), with what happens around it.
#pragma once

#include "char_rnn/model.hpp"
#include "char_rnn/text.hpp"
#include <cstdint>
#include <optional>
#include <string>

namespace char_rnn {

/// How a model is trained.
struct TrainingOptions {
  /// Parallel streams.
  Index batch = 32;
  /// Time steps of one backward pass of truncated BPTT.
  Index sequence = 64;
  /// Optimizer steps.
  Index steps = 2000;
  double lr = 4e-3;
  /// "adam", "rmsprop" or "sgd", the last with momentum 0.9.
  std::string optimizer = "adam";
  /// Largest norm of all gradients together.
  double clip = 5;
  /// Of the initial weights, dropout and samples.
  std::uint64_t seed = 1;
  /// Where the training is saved.
  std::string out = "char_rnn.safetensors";
  /// Continues the training saved in `out`, if there is one.
  bool resume = false;
  /// Steps between samples of text, at which the training is saved too. 0 for no samples; then it is
  /// saved after every pass through the text.
  Index sample_every = 500;
  /// Steps between plain progress lines, in place of the bar that terminals get.
  std::optional<Index> log_every = {};
  /// Where the HTML report is written, at every sample and at the end; empty for none.
  std::string report = {};
};

/// Trains on the tokens of a text, int64 [tokens], and saves the training, from which `resume` continues with bitwise identical
/// results: at the end, at every sample, and after the current step when a signal is received, which
/// is returned, else 0. A save or a report that fails at a sample is reported as a warning, and the
/// next sample tries again. Throws ValueError for invalid options, texts that are too short for them, and a
/// training to resume that had another text or other options; NumericError when the loss or a
/// parameter is not finite, which the report says too; FormatError for a training to resume of an earlier version, IoError when the
/// last save or report fails.
int train(const CharModel& model, const Vocabulary& vocabulary, const xgrad::Tensor& text,
          const TrainingOptions& options);

}  // namespace char_rnn
