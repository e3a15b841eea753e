// A model in a checkpoint file, with its vocabulary and languages as metadata.
#pragma once

#include "names/model.hpp"
#include "names/names.hpp"
#include <string>
#include <vector>

namespace names {

/// A model, and the meaning of its inputs and outputs.
struct SavedModel {
  NameClassifier model;
  Vocabulary vocabulary;
  std::vector<std::string> languages;
};

/// Throws IoError.
void save_model(const std::string& path, const SavedModel& saved);

/// Throws FormatError for files that `save_model` did not write, IoError.
SavedModel load_model(const std::string& path);

}  // namespace names
