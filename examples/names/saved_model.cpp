// Writes models to checkpoint files, and reads them.
#include "names/saved_model.hpp"

#include <xgrad/nn/data/readers/vocabulary_file.hpp>
#include <xgrad/xgrad.hpp>

#include <fmt/format.h>

namespace names {

using namespace xgrad;

namespace {

constexpr const char *kModel = "model", *kLanguages = "languages";

[[noreturn]] void refuse(const std::string& path, const std::string& reason) {
  throw FormatError(fmt::format("'{}' is no model of names: {}", path, reason),
                    "'names train --out FILE' writes one");
}

// The number of columns of a parameter, in place of metadata that could ask for any size.
Index columns(const std::string& path, const StateDict& file, const std::string& name) {
  const auto found = file.find(fmt::format("{}.{}", kModel, name));
  if (found == file.end() || found->second.dim() != 2 || found->second.numel() == 0) {
    refuse(path, fmt::format("it has no matrix '{}'", name));
  }
  return found->second.size(1);
}

}  // namespace

void save_model(const std::string& path, const SavedModel& saved) {
  StateDict description;
  nn::data::add_vocabulary(description, saved.vocabulary);
  nn::data::add_vocabulary(description, Vocabulary(saved.languages), kLanguages);
  save_checkpoint(path, {{kModel, saved.model}}, description.metadata);
}

SavedModel load_model(const std::string& path) {
  const StateDict file = read_state(path);
  try {
    const Vocabulary vocabulary = nn::data::vocabulary_of(file);
    const Vocabulary languages = nn::data::vocabulary_of(file, kLanguages);
    const NameClassifier model({.vocabulary = vocabulary.size(),
                                .languages = languages.size(),
                                .embedding = columns(path, file, "embedding.weight"),
                                .hidden = columns(path, file, "gru.weight_hh_l0")});
    load_checkpoint(path, {{kModel, model}});
    model.eval();
    return {model, vocabulary, languages.tokens()};
  } catch (const ValueError& error) {
    refuse(path, error.what());
  }
}

}  // namespace names
