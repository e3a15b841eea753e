// Runs the model, and reads it from a checkpoint.
#include "speech/model.hpp"

#include <xgrad/nn/data/readers/vocabulary_file.hpp>
#include <xgrad/xgrad.hpp>

#include "support/model_file.hpp"

namespace speech {

using namespace xgrad;

Recognizer::Recognizer(const ModelOptions& options) : options_(options) {}

Tensor Recognizer::forward(const Tensor& features, const std::vector<Index>& lengths) const {
  const auto [output, state] = gru_(features, {}, {.lengths = lengths});
  return head_(dropout_(output));
}

SavedModel load_model(const std::string& path) {
  const support::ModelFile file(path, "speech", "model");
  return support::load_model(file, [&]() -> SavedModel {
    const Vocabulary vocabulary = nn::data::vocabulary_of(file.state());
    const Recognizer model(
        {.classes = vocabulary.size(), .hidden = file.columns("gru.weight_hh_l0")});
    Index sample_rate = 0;
    load_checkpoint(path, {{"model", model}, {"sample_rate", sample_rate}});
    model.eval();
    return {model, vocabulary, sample_rate};
  });
}

}  // namespace speech
