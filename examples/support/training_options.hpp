// The options of a training that several examples share, on the command line and in checkpoints.
#pragma once

#include <xgrad/autograd/state_dict.hpp>

#include <CLI/CLI.hpp>

#include <cstdint>
#include <string>

namespace support {

/// How a model is trained.
struct TrainingOptions {
  /// Examples of a step.
  xgrad::Index batch = 32;
  /// The epochs over which the learning rate decreases to 0.
  xgrad::Index epochs = 5;
  double lr = 5e-3;
  /// Weight decay of AdamW.
  double weight_decay = 1e-2;
  /// Largest norm of the gradient.
  double clip = 1;
  /// Of all random numbers.
  std::uint64_t seed = 1;
  int threads = 1;
  /// The checkpoint.
  std::string out = {};
  /// Continues the training saved in `out`, if there is one.
  bool resume = false;
};

/// Adds the options up to `--threads`; `examples` is the plural of what a batch consists of.
void add_training_options(CLI::App& command, TrainingOptions& options, const std::string& examples);
/// Adds `--out` and `--resume`.
void add_checkpoint_options(CLI::App& command, TrainingOptions& options);

/// Sets the number of threads, and seeds the default generator.
void apply(const TrainingOptions& options);

/// The options that must be equal for a training to be resumed.
xgrad::Metadata settings_of(const TrainingOptions& options);

}  // namespace support
