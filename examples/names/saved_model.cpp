// Writes models to checkpoint files, and reads them.
#include "names/saved_model.hpp"

#include <xgrad/nn/data/readers/vocabulary_file.hpp>
#include <xgrad/xgrad.hpp>

#include "support/model_file.hpp"

namespace names {

using namespace xgrad;

namespace {

constexpr const char *kModel = "model", *kLanguages = "languages";

}  // namespace

void save_model(const std::string& path, const SavedModel& saved) {
  StateDict description;
  nn::data::add_vocabulary(description, saved.vocabulary);
  nn::data::add_vocabulary(description, Vocabulary(saved.languages), kLanguages);
  save_checkpoint(path, {{kModel, saved.model}}, description.metadata);
}

SavedModel load_model(const std::string& path) {
  const support::ModelFile file(path, "names", kModel);
  return support::load_model(file, [&]() -> SavedModel {
    const Vocabulary vocabulary = nn::data::vocabulary_of(file.state());
    const Vocabulary languages = nn::data::vocabulary_of(file.state(), kLanguages);
    const NameClassifier model({.vocabulary = vocabulary.size(),
                                .languages = languages.size(),
                                .embedding = file.columns("embedding.weight"),
                                .hidden = file.columns("gru.weight_hh_l0")});
    load_checkpoint(path, {{kModel, model}});
    model.eval();
    return {model, vocabulary, languages.tokens()};
  });
}

}  // namespace names
