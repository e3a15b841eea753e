// The loss and the evaluation of a training.
#include "music/training.hpp"

#include <xgrad/xgrad.hpp>

#include <fmt/format.h>

#include "support/sequence_training.hpp"
#include <numeric>

namespace music {

using namespace xgrad;

int train(const MusicModel& model, const Pieces& pieces, Index patience,
          const support::TrainingOptions& options) {
  const std::vector<Example> valid = encode(pieces.valid);
  const auto loss_of = [&](const nn::PaddedSequence& input, const nn::PaddedSequence& target) {
    const auto& lengths = input.lengths;
    const Tensor logits = model(input.output, {}, {.lengths = lengths}).logits;
    return total_loss(logits, target.output, lengths) /
           static_cast<double>(std::accumulate(lengths.begin(), lengths.end(), Index{0}));
  };
  const ModelOptions& shape = model.options();
  const int signal = support::train(model, encode(pieces.train), options, loss_of,
                                    {.evaluate = [&]() -> nn::training::Metrics {
                                       const Scores scores = evaluate(model, valid);
                                       return {{"nll", scores.nll}, {"accuracy", scores.accuracy}};
                                     },
                                     .monitor = "nll",
                                     .early_stopping = {.patience = patience},
                                     .metadata = {{"format", "music 1"},
                                                  {"cell", shape.cell},
                                                  {"hidden", fmt::format("{}", shape.hidden)},
                                                  {"dropout", fmt::format("{}", shape.dropout)},
                                                  {"patience", fmt::format("{}", patience)}},
                                     .progress = {.unit = "pieces"}});
  if (signal == 0) load_checkpoint(options.out, {{"best", model}});
  return signal;
}

}  // namespace music
