// Trains a model of pieces.
#pragma once

#include "music/evaluation.hpp"
#include "support/training_options.hpp"

namespace music {

/// Trains with AdamW, and evaluates on the valid pieces and saves a checkpoint after every epoch.
/// Training ends after `patience` epochs without an improvement, and the model then has the parameters
/// of the best epoch. A training is resumed with bitwise identical results. Returns the signal that
/// ended the training, or 0. Throws ValueError and FormatError for a checkpoint of another training,
/// NumericError when the loss or a gradient is not finite, IoError.
int train(const MusicModel& model, const Pieces& pieces, Index patience,
          const support::TrainingOptions& options);

}  // namespace music
