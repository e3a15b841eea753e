// Training with a checkpoint after every epoch.
#pragma once

#include "forecast/model.hpp"
#include "forecast/series.hpp"
#include <cstdint>
#include <string>

namespace forecast {

/// How a model is trained.
struct TrainingOptions {
  Index batch = 32;
  /// The epochs over which the learning rate decreases to 0.
  Index epochs = 5;
  double lr = 5e-3;
  double weight_decay = 1e-2;
  /// Largest norm of the gradient.
  double clip = 1;
  /// Of the initial weights and the order of the windows.
  std::uint64_t seed = 1;
  /// The checkpoint.
  std::string out = "forecast.safetensors";
  /// Continues the training saved in `out`, if there is one.
  bool resume = false;
};

/// Trains with AdamW and cosine annealing, and saves a checkpoint after every epoch, from which
/// `resume` continues with bitwise identical results. Throws ValueError and FormatError for a
/// checkpoint of another training, NumericError when a gradient is not finite, IoError.
void train(const Forecaster& model, const Series& series, const TrainingOptions& options);

}  // namespace forecast
