// A small model for tests of what is done with models.
#pragma once

#include "char_rnn/checkpoint.hpp"
#include <string>

namespace test {

/// A model with initial values, over a vocabulary with bytes that are no UTF-8.
inline char_rnn::SavedModel small_model(const std::string& cell = "lstm", xgrad::Index layers = 2) {
  xgrad::manual_seed(1);
  const char_rnn::Vocabulary vocabulary("\n abcde\"\\\xff", char_rnn::Alphabet::bytes);
  return {char_rnn::CharModel({.cell = cell,
                               .vocabulary = vocabulary.size(),
                               .hidden = 6,
                               .layers = layers,
                               .dropout = 0.25}),
          vocabulary};
}

}  // namespace test
