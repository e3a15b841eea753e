// Training on pairs of sequences with a Trainer.
#pragma once

#include <xgrad/nn/recurrent/packed_sequence.hpp>
#include <xgrad/nn/training.hpp>

#include "support/training_options.hpp"
#include <functional>
#include <utility>
#include <vector>

namespace support {

/// Two sequences, an input and a target.   [time, ...] and [labels, ...]
using Example = std::pair<xgrad::Tensor, xgrad::Tensor>;

/// The loss of a padded batch of inputs and one of targets.
using BatchLoss = std::function<xgrad::Tensor(const xgrad::nn::PaddedSequence& input,
                                              const xgrad::nn::PaddedSequence& target)>;

/// Trains with AdamW on batches of inputs of similar length, with a learning rate that decreases
/// linearly to 0. `trainer_options` are those of the Trainer but for the epochs, the checkpoint, the
/// progress and the end of an epoch; their metadata is extended by `settings_of(options)` and a
/// checksum of the examples. Further parts of the checkpoint are `parts`. Returns the signal that ended
/// the training, or 0. Throws as `Trainer`, and NumericError for a gradient that is not finite.
int train(const xgrad::nn::ModuleBase& model, const std::vector<Example>& examples,
          const TrainingOptions& options, const BatchLoss& loss_of,
          xgrad::nn::training::TrainerOptions trainer_options, xgrad::CheckpointParts parts = {});

}  // namespace support
