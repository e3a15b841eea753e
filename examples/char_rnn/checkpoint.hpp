// A model in a checkpoint file: parameters under PyTorch's names, its description as metadata.
#pragma once

#include "char_rnn/model.hpp"
#include "char_rnn/text.hpp"
#include <string>

namespace char_rnn {

/// A model, and the vocabulary of its tokens.
struct SavedModel {
  CharModel model;
  Vocabulary vocabulary;
};

/// The name of the model among the parts of a checkpoint.
inline constexpr const char* kModelPart = "model";

/// The description of a model, for the metadata of a checkpoint with a part `kModelPart`.
xgrad::Metadata description_of(const CharModel& model, const Vocabulary& vocabulary);

/// Throws FormatError if the file is a checkpoint of an earlier version, from which training cannot
/// continue; does nothing for other files, and if there is none.
void check_resumable(const std::string& path);

/// Also reads models of the version before this one, which had no words.
/// Throws FormatError for files that are no checkpoints of char_rnn, NumericError for parameters
/// that are not finite, IoError.
SavedModel load_model(const std::string& path);

}  // namespace char_rnn
