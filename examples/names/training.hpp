// Trains a classifier.
#pragma once

#include "names/model.hpp"
#include "names/names.hpp"
#include "support/training_options.hpp"

namespace names {

/// Trains with AdamW on batches of names of similar length. Languages count equally in the loss,
/// however many names they have. Throws NumericError when a gradient is not finite.
void train(const NameClassifier& model, const Names& names, const Vocabulary& vocabulary,
           const support::TrainingOptions& options);

}  // namespace names
