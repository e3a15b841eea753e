// Training with a checkpoint after every epoch.
#pragma once

#include "forecast/model.hpp"
#include "forecast/series.hpp"
#include "support/training_options.hpp"

namespace forecast {

using support::TrainingOptions;

/// Trains with AdamW and cosine annealing, and saves a checkpoint after every epoch, from which
/// `resume` continues with bitwise identical results. Throws ValueError and FormatError for a
/// checkpoint of another training, NumericError when a gradient is not finite, IoError.
void train(const Forecaster& model, const Series& series, const TrainingOptions& options);

}  // namespace forecast
