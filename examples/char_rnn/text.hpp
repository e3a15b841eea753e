// Text for training: its tokens, vocabulary, and the part that is held out.
#pragma once

#include <xgrad/nn/data/readers/vocabulary.hpp>
#include <xgrad/xgrad.hpp>

#include <string>
#include <string_view>

namespace char_rnn {

using xgrad::Index;
using xgrad::nn::data::TextUnit;
using xgrad::nn::data::Vocabulary;

/// The unit that a command line names: "character", "byte" or "word".
TextUnit unit_of(const std::string& level);

/// The name of a token of this unit in messages, and a short one for rates: "character" and "char".
std::string name_of(TextUnit unit);
std::string short_name_of(TextUnit unit);

/// Longest text that is read, in bytes.
inline constexpr std::size_t kLongestText = std::size_t{1} << 28;

/// The whole of a file, or of a pipe. Throws IoError for other kinds, which might never end, and
/// ValueError for more than `longest` bytes.
std::string read_text(const std::string& path, std::size_t longest = kLongestText);

/// The number of tokens of a text. Throws ValueError for a text that is not UTF-8, except for bytes.
Index count_tokens(std::string_view text, TextUnit unit);

/// The part of a text for training, and the part that is held out.
struct Split {
  std::string_view train, held_out;
};

/// Divides a text before the token at 95 % of its tokens. Throws ValueError if fewer than two tokens
/// are held out, and for a text that is not UTF-8, except for bytes.
Split split_text(std::string_view text, TextUnit unit);

/// Which words a vocabulary has.
struct WordOptions {
  /// The most words, <unk> included; the most frequent ones remain.
  Index most = 10'000;
  /// Words that occur less often are left out.
  Index min_count = 2;
};

/// All characters or bytes of a text in the order of their code points; or <unk>, which stands for
/// all other words, and the words of its part for training, more frequent ones first. Throws
/// ValueError for a vocabulary of <unk> alone, and for a text that is not UTF-8, except for bytes.
Vocabulary make_vocabulary(std::string_view text, TextUnit unit, const WordOptions& words = {});

}  // namespace char_rnn
