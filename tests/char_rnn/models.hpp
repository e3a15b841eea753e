// Small models for tests of what is done with models.
#pragma once

#include "char_rnn/checkpoint.hpp"
#include <string>

namespace test {

/// A model with initial values, over a vocabulary with bytes that are no UTF-8.
inline char_rnn::SavedModel small_model(const std::string& cell = "lstm", xgrad::Index layers = 2) {
  xgrad::manual_seed(1);
  const auto vocabulary = char_rnn::make_vocabulary("\n abcde\"\\\xff", char_rnn::TextUnit::byte);
  return {char_rnn::CharModel({.cell = cell,
                               .vocabulary = vocabulary.size(),
                               .hidden = 6,
                               .layers = layers,
                               .dropout = 0.25}),
          vocabulary};
}

/// A model of words with an embedding.
inline char_rnn::SavedModel word_model() {
  xgrad::manual_seed(1);
  const char_rnn::Vocabulary vocabulary({"<unk>", ".", "the", "cat", "naïve"},
                                        char_rnn::TextUnit::word, "<unk>");
  return {char_rnn::CharModel(
              {.vocabulary = vocabulary.size(), .embedding = 3, .hidden = 6, .dropout = 0.25}),
          vocabulary};
}

}  // namespace test
