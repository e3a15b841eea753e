// Trains a recogniser.
#pragma once

#include "speech/model.hpp"
#include "support/training_options.hpp"

namespace speech {

/// What a model is trained with, and evaluated on after each epoch.
struct Data {
  std::vector<Example> training, held_out;
  Vocabulary vocabulary;
  Index sample_rate;
};

/// Trains with AdamW on batches of recordings of similar length and saves a checkpoint after every
/// epoch, from which a training is resumed with bitwise identical results. Returns the signal that
/// ended the training, or 0. Throws ValueError and FormatError for a checkpoint of another training,
/// NumericError when the loss or a gradient is not finite, IoError.
int train(const Recognizer& model, Data& data, const support::TrainingOptions& options);

}  // namespace speech
