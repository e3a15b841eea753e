// Text as numbers: the vocabulary, the part held out, and the parallel streams that training reads.
#pragma once

#include <xgrad/xgrad.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace char_rnn {

using xgrad::Index;

/// A text as the numbers of its characters.
using Numbers = std::vector<std::int64_t>;

/// What the characters of a text are.
enum class Alphabet { characters, bytes };

/// The distinct characters of a text in rising order, code points of UTF-8 or bytes; a character's
/// number is its place among them.
class Vocabulary {
 public:
  /// Throws ValueError, with the place, for a text that is no UTF-8 if its characters are wanted.
  explicit Vocabulary(std::string_view text, Alphabet alphabet = Alphabet::characters);

  Index size() const { return static_cast<Index>(characters_.size()); }
  Alphabet alphabet() const { return alphabet_; }
  /// All characters in order, one after the other.
  std::string characters() const;
  /// True for a character that has a number.
  bool contains(std::string_view character) const;
  /// Throws ValueError that shows the first character the vocabulary does not hold.
  Numbers encode(std::string_view text) const;
  /// The character with this number.
  const std::string& decode(std::int64_t number) const {
    return characters_[static_cast<std::size_t>(number)];
  }

 private:
  Alphabet alphabet_;
  std::vector<std::string> characters_;
  std::vector<std::int64_t> numbers_;  // by code point or byte, -1 for those that are not there
};

/// Longest text that is read, in bytes.
inline constexpr std::size_t kLongestText = std::size_t{1} << 28;

/// The whole of a file, or of a pipe. Throws IoError for other kinds, which might never end, and
/// ValueError for more than `longest` bytes.
std::string read_text(const std::string& path, std::size_t longest = kLongestText);

/// Characters that train, and characters that only measure.
struct Split {
  Numbers train, held_out;
};

/// The first 95 % and the last 5 % of a text. Throws ValueError when that is less than two
/// characters.
Split split_text(const Numbers& text);

/// One stretch of all streams, [time, batch] each; the targets lie one character further.
struct Stretch {
  xgrad::Tensor input, target;
  /// True at the start of the streams, where nothing came before.
  bool restart;
};

/// Cuts a text into `batch` streams side by side and reads them `sequence` characters at a time,
/// for ever.
class Streams {
 public:
  /// Throws ValueError when a stream would be shorter than one stretch.
  Streams(Numbers text, Index batch, Index sequence);

  /// The next stretch; after the last whole one the streams are read from their start again.
  Stretch next();

  /// The position in the streams, for checkpoints.
  xgrad::StateDict state_dict() const;
  /// Throws ValueError for a state that is not of streams of this length.
  void load_state_dict(const xgrad::StateDict& state);

 private:
  Numbers text_;
  Index batch_, sequence_, length_, offset_ = 0;
};

}  // namespace char_rnn
