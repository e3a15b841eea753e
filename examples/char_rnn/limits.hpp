// How large a model and its training may be.
#pragma once

#include "char_rnn/model.hpp"
#include "char_rnn/training.hpp"

namespace char_rnn {

inline constexpr Index kMostUnits = 65'536, kMostLayers = 256, kLargestBatch = 65'536,
                       kLongestSequence = 1'000'000, kMostSteps = 1'000'000'000'000,
                       kLongestSample = 1'000'000'000, kMostTokens = 10'000'000;

/// Bytes that training takes, roughly: parameters, gradients and what the optimizer keeps of each,
/// and what one step keeps for its backward pass.
double training_bytes(const ModelOptions& model, const TrainingOptions& training);

/// Throws ValueError for a training that takes more than `memory` bytes, before it takes any; where
/// that is left out, the memory of this machine.
void check_memory(const ModelOptions& model, const TrainingOptions& training, double memory = 0);

}  // namespace char_rnn
