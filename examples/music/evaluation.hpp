// How well a model predicts pieces, and pieces drawn from it.
#pragma once

#include "music/model.hpp"
#include <utility>
#include <vector>

namespace music {

/// The keys of the time step before, zeros at first, and the keys of a time step.
/// [time, kKeys] twice
using Example = std::pair<Tensor, Tensor>;

/// Pieces as examples.
std::vector<Example> encode(const std::vector<Piece>& pieces);

/// The sum of the binary cross entropies of all keys, in nats, without the padding of a batch.
/// [time, batch, kKeys] twice -> scalar
Tensor total_loss(const Tensor& logits, const Tensor& keys, const std::vector<Index>& lengths);

/// Scores over all time steps of some pieces, also the first ones.
struct Scores {
  /// The negative log-likelihood per time step, in nats.
  double nll;
  /// The frame-level accuracy TP / (TP + FP + FN) of keys with a probability above 1/2 (Bay et al.
  /// 2009); NaN for pieces of silence that are predicted.
  double accuracy;
};

/// The scores of a model.
Scores evaluate(const MusicModel& model, const std::vector<Example>& examples);

/// The negative log-likelihood per time step, in nats, by the frequencies of keys in other pieces. One
/// is added to the number of time steps with and without a key.
double frequency_nll(const std::vector<Piece>& training, const std::vector<Piece>& pieces);

/// Draws a piece from a model: each key by its probability, with logits divided by `temperature`.
Piece sample(const MusicModel& model, Index steps, double temperature, xgrad::Generator& generator);

}  // namespace music
