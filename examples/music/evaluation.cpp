// Sums over batches, and a time loop for samples.
#include "music/evaluation.hpp"

#include <xgrad/nn/data.hpp>
#include <xgrad/xgrad.hpp>

#include <numeric>

namespace music {

using namespace xgrad;

namespace {

constexpr Index kBatch = 64;

Tensor rolls_of(const std::vector<Piece>& pieces) {
  std::vector<Tensor> rolls;
  rolls.reserve(pieces.size());
  for (const Piece& piece : pieces) rolls.push_back(piano_roll(piece));
  return cat(rolls);
}

// bool [time, batch, 1]
Tensor mask_of(const std::vector<Index>& lengths) {
  return unsqueeze(nn::sequence_mask(lengths), -1);
}

}  // namespace

std::vector<Example> encode(const std::vector<Piece>& pieces) {
  std::vector<Example> examples;
  examples.reserve(pieces.size());
  for (const Piece& piece : pieces) {
    const Tensor keys = piano_roll(piece);
    examples.emplace_back(cat({zeros({1, kKeys}), narrow(keys, 0, 0, keys.size(0) - 1)}), keys);
  }
  return examples;
}

Tensor total_loss(const Tensor& logits, const Tensor& keys, const std::vector<Index>& lengths) {
  return nn::binary_cross_entropy_with_logits(
      logits, keys, {.reduction = nn::Reduction::sum, .mask = mask_of(lengths)});
}

Scores evaluate(const MusicModel& model, const std::vector<Example>& examples) {
  const NoGrad no_grad;
  nn::data::DataLoader loader(examples, {.batch_size = kBatch}, nn::data::pad_collate());
  double nats = 0, steps = 0, hits = 0, either = 0;
  for (const auto& [input, target] : loader) {
    const auto& lengths = input.lengths;
    const Tensor logits = model(input.output, {}, {.lengths = lengths}).logits;
    nats += total_loss(logits, target.output, lengths).item<double>();
    steps += static_cast<double>(std::accumulate(lengths.begin(), lengths.end(), Index{0}));
    const Tensor predicted = logical_and(gt(logits, 0), mask_of(lengths));
    const Tensor played = gt(target.output, 0.5);
    hits += count_nonzero(logical_and(predicted, played)).item<double>();
    either += count_nonzero(logical_or(predicted, played)).item<double>();
  }
  return {nats / steps, hits / either};
}

double frequency_nll(const std::vector<Piece>& training, const std::vector<Piece>& pieces) {
  const Tensor seen = rolls_of(training).to(float64), keys = rolls_of(pieces).to(float64);
  const Tensor p = (sum(seen, 0) + 1) / static_cast<double>(seen.size(0) + 2);
  const Tensor nats = keys * log(p) + (1 - keys) * log1p(-p);
  return -mean(sum(nats, 1)).item<double>();
}

Piece sample(const MusicModel& model, Index steps, double temperature, Generator& generator) {
  const NoGrad no_grad;
  Piece piece;
  piece.reserve(static_cast<std::size_t>(steps));
  Tensor keys = zeros({1, 1, kKeys});
  nn::State state;
  for (Index step = 0; step < steps; ++step) {
    const auto [logits, next] = model(keys, state);
    state = next;
    keys = bernoulli(sigmoid(logits / temperature), generator);
    piece.emplace_back();
    for (const Index key : nonzero(keys.flatten()).to_vector<std::int64_t>()) {
      piece.back().push_back(kLowestNote + key);
    }
  }
  return piece;
}

}  // namespace music
