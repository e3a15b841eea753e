// Text as numbers: the vocabulary, the part held out, and the parallel streams that training reads.
#pragma once

#include <xgrad/xgrad.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace char_rnn {

using xgrad::Index;

/// A text as the numbers of its characters.
using Numbers = std::vector<std::int64_t>;

/// The distinct bytes of a text in rising order; a character's number is its place among them.
class Vocabulary {
 public:
  explicit Vocabulary(std::string_view text);

  Index size() const { return static_cast<Index>(characters_.size()); }
  /// All characters in order.
  const std::string& characters() const { return characters_; }
  /// Throws ValueError that shows the first character the vocabulary does not hold.
  Numbers encode(std::string_view text) const;
  /// The character with this number.
  char decode(std::int64_t number) const { return characters_[static_cast<std::size_t>(number)]; }

 private:
  std::string characters_;
  std::array<std::int64_t, 256> numbers_;  // -1 for bytes that are not there
};

/// The whole of a file. Throws IoError.
std::string read_text(const std::string& path);

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

  /// The next stretch; after the last whole one the streams begin anew.
  Stretch next();

 private:
  Numbers text_;
  Index batch_, sequence_, length_, offset_ = 0;
};

}  // namespace char_rnn
