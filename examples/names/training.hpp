// Trains a classifier.
#pragma once

#include "names/model.hpp"
#include "names/names.hpp"

namespace names {

/// How a model is trained.
struct TrainingOptions {
  Index batch = 32;
  /// The epochs over which the learning rate decreases to 0.
  Index epochs = 15;
  double lr = 3e-3;
  double weight_decay = 1e-2;
  /// Largest norm of the gradient.
  double clip = 1;
};

/// Trains with AdamW on batches of names of similar length. Languages count equally in the loss,
/// however many names they have. Throws NumericError when a gradient is not finite.
void train(const NameClassifier& model, const Names& names, const Vocabulary& vocabulary,
           const TrainingOptions& options);

}  // namespace names
