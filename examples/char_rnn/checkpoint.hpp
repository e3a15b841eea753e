// A model in a safetensors file: parameters under PyTorch's names, everything else as metadata.
#pragma once

#include "char_rnn/model.hpp"
#include "char_rnn/text.hpp"
#include <string>

namespace char_rnn {

/// A model, and what its numbers stand for.
struct Checkpoint {
  CharModel model;
  Vocabulary vocabulary;
};

/// Replaces the file at `path` in one step; `notes` say how the model came about. Throws IoError;
/// the old file is then as it was.
void save_checkpoint(const std::string& path, const CharModel& model, const Vocabulary& vocabulary,
                     xgrad::Metadata notes);

/// Throws FormatError for files that `save_checkpoint` has not written, NumericError for parameters
/// that are not finite, IoError.
Checkpoint load_checkpoint(const std::string& path);

}  // namespace char_rnn
