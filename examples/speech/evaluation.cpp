// Decodes the outputs of a model batch by batch.
#include "speech/evaluation.hpp"

#include <xgrad/nn/data.hpp>
#include <xgrad/xgrad.hpp>

#include <iterator>

namespace speech {

using namespace xgrad;

namespace {

constexpr Index kBatch = 64;

using Labels = std::vector<std::int64_t>;

void append(auto& list, auto more) {
  list.insert(list.end(), std::make_move_iterator(more.begin()),
              std::make_move_iterator(more.end()));
}

}  // namespace

Transcripts transcribe(const Recognizer& model, const std::vector<Example>& examples,
                       const nn::CtcBeamOptions& options) {
  const NoGrad no_grad;
  nn::data::DataLoader loader(examples, {.batch_size = kBatch}, nn::data::pad_collate());
  Transcripts transcripts;
  for (const auto& [features, labels] : loader) {
    const Tensor log_probs = log_softmax(model(features.output, features.lengths), -1);
    const Tensor lengths = from_vector(features.lengths);
    append(transcripts.greedy, nn::ctc_greedy_decode(log_probs, lengths, options.blank));
    append(transcripts.beam, nn::ctc_beam_decode(log_probs, lengths, options));
  }
  return transcripts;
}

Scores evaluate(const Recognizer& model, const std::vector<Example>& examples) {
  const auto [greedy, hypotheses] = transcribe(model, examples);
  std::vector<Labels> references, beam;
  references.reserve(examples.size());
  beam.reserve(examples.size());
  double correct = 0;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    references.push_back(examples[i].second.to_vector<std::int64_t>());
    beam.push_back(hypotheses[i].front().labels);
    if (beam[i] == references[i]) ++correct;
  }
  return {.greedy = nn::error_rate(greedy, references),
          .beam = nn::error_rate(beam, references),
          .words = correct / static_cast<double>(examples.size())};
}

}  // namespace speech
