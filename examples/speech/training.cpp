// The loss and the evaluation of a training.
#include "speech/training.hpp"

#include <xgrad/nn/data/readers/vocabulary_file.hpp>
#include <xgrad/xgrad.hpp>

#include <fmt/format.h>

#include "speech/evaluation.hpp"
#include "support/sequence_training.hpp"

namespace speech {

using namespace xgrad;

int train(const Recognizer& model, Data& data, const support::TrainingOptions& options) {
  StateDict description;
  nn::data::add_vocabulary(description, data.vocabulary);
  description.metadata.merge(Metadata{{"format", "speech 1"},
                                      {"hidden", fmt::format("{}", model.options().hidden)},
                                      {"dropout", fmt::format("{}", model.options().dropout)}});
  const auto loss_of = [&](const nn::PaddedSequence& features, const nn::PaddedSequence& labels) {
    return nn::ctc_loss_with_logits(model(features.output, features.lengths),
                                    transpose(labels.output, 0, 1), features.lengths,
                                    labels.lengths);
  };
  return support::train(model, data.training, options, loss_of,
                        {.evaluate = [&]() -> nn::training::Metrics {
                           const Scores scores = evaluate(model, data.held_out);
                           return {{"errors", scores.greedy}, {"words", scores.words}};
                         },
                         .monitor = "errors",
                         .metadata = description.metadata,
                         .progress = {.unit = "recordings"}},
                        {{"sample_rate", data.sample_rate}});
}

}  // namespace speech
