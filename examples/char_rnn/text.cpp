// Reading, numbering and cutting of text.
#include "char_rnn/text.hpp"

#include <xgrad/core/io/file.hpp>
#include <xgrad/core/io/utf8.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <map>
#include <sys/stat.h>
#include <utility>

namespace char_rnn {

using namespace xgrad;

namespace {

using CodePoint = std::uint32_t;

constexpr const char* kOffset = "offset";

// The number of a character of UTF-8.
CodePoint code_point(std::string_view character) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(character[at]); };
  if (character.size() == 1) return byte(0);
  CodePoint value = byte(0) & (0x7Fu >> character.size());
  for (std::size_t i = 1; i < character.size(); ++i) value = value << 6 | (byte(i) & 0x3Fu);
  return value;
}

// Passes on each character and its code point, or each byte twice.
template <class Receive>
void for_each_character(std::string_view text, Alphabet alphabet, Receive receive) {
  for (std::size_t at = 0; at < text.size();) {
    if (alphabet == Alphabet::bytes) {
      receive(text.substr(at, 1), CodePoint{static_cast<unsigned char>(text[at])});
      ++at;
      continue;
    }
    const std::size_t length = io::utf8_length(text.substr(at));
    if (length == 0) {
      throw ValueError(fmt::format("text: the byte {:#04x} at offset {} is no UTF-8",
                                   static_cast<unsigned char>(text[at]), at),
                       "train with --bytes makes bytes the characters of any text");
    }
    const std::string_view character = text.substr(at, length);
    receive(character, code_point(character));
    at += length;
  }
}

std::string shown(std::string_view character, CodePoint value, Alphabet alphabet) {
  if (value >= 0x20 && value < 0x7F) return fmt::format("'{}'", character);
  if (alphabet == Alphabet::bytes) return fmt::format("{:#04x}", value);
  return value < 0xA0 ? fmt::format("U+{:04X}", value)
                      : fmt::format("'{}' (U+{:04X})", character, value);
}

}  // namespace

Vocabulary::Vocabulary(std::string_view text, Alphabet alphabet) : alphabet_(alphabet) {
  std::map<CodePoint, std::string_view> found;
  for_each_character(text, alphabet, [&](std::string_view character, CodePoint value) {
    if (value >= numbers_.size()) numbers_.resize(value + 1, -1);
    if (std::exchange(numbers_[value], 0) < 0) found.emplace(value, character);
  });
  for (const auto& [value, character] : found) {
    numbers_[value] = size();
    characters_.emplace_back(character);
  }
}

std::string Vocabulary::characters() const {
  std::string all;
  for (const std::string& character : characters_) all += character;
  return all;
}

bool Vocabulary::contains(std::string_view character) const {
  return std::ranges::count(characters_, character) > 0;
}

Numbers Vocabulary::encode(std::string_view text) const {
  Numbers numbers;
  numbers.reserve(text.size());
  for_each_character(text, alphabet_, [&](std::string_view character, CodePoint value) {
    const std::int64_t number = value < numbers_.size() ? numbers_[value] : -1;
    if (number < 0) {
      throw ValueError(
          fmt::format("text: the character {} at position {} is not among the {} that the model "
                      "knows",
                      shown(character, value, alphabet_), numbers.size(), size()));
    }
    numbers.push_back(number);
  });
  return numbers;
}

std::string read_text(const std::string& path, std::size_t longest) {
  const auto fail = [&] { io::throw_system_error(fmt::format("text: cannot read '{}'", path)); };
  const auto too_long = [&] {
    throw ValueError(
        fmt::format("text: '{}' is longer than {} bytes, the most that is read", path, longest));
  };
  struct stat status;
  if (::stat(path.c_str(), &status) != 0) fail();
  if (S_ISDIR(status.st_mode)) {
    errno = EISDIR;
    fail();
  }
  if (!S_ISREG(status.st_mode) && !S_ISFIFO(status.st_mode)) {
    throw IoError(fmt::format("text: cannot read '{}': neither a regular file nor a pipe", path));
  }
  if (static_cast<std::size_t>(status.st_size) > longest) too_long();
  io::File file(io::retried([&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC); }), path);
  if (file.descriptor() < 0) fail();
  std::string text;
  std::array<char, 65536> block;
  while (const std::size_t count = file.read(std::as_writable_bytes(std::span(block)))) {
    text.append(block.data(), count);
    if (text.size() > longest) too_long();
  }
  return text;
}

Split split_text(const Numbers& text) {
  const auto cut = text.begin() + static_cast<std::ptrdiff_t>(text.size() * 95 / 100);
  if (text.end() - cut < 2) {
    throw ValueError(
        fmt::format("text: the last 5 % of {} characters are too few to predict one from another",
                    text.size()));
  }
  return {{text.begin(), cut}, {cut, text.end()}};
}

Streams::Streams(Numbers text, Index batch, Index sequence)
    : text_(std::move(text)),
      batch_(batch),
      sequence_(sequence),
      length_((static_cast<Index>(text_.size()) - 1) / batch) {
  if (length_ < sequence_) {
    throw ValueError(
        fmt::format("streams: {} characters give {} streams of {}, too short for a sequence of {}",
                    text_.size(), batch, length_, sequence),
        "take a longer text, a smaller batch or a shorter sequence");
  }
}

Stretch Streams::next() {
  if (offset_ + sequence_ > length_) offset_ = 0;
  Numbers input, target;
  for (Index time = offset_; time < offset_ + sequence_; ++time) {
    for (Index stream = 0; stream < batch_; ++stream) {
      const auto at = static_cast<std::size_t>(stream * length_ + time);
      input.push_back(text_[at]);
      target.push_back(text_[at + 1]);
    }
  }
  const Shape shape = {sequence_, batch_};
  const bool restart = offset_ == 0;
  offset_ += sequence_;
  return {from_vector(input, shape), from_vector(target, shape), restart};
}

StateDict Streams::state_dict() const {
  return {{kOffset, full({}, offset_, int64)}};
}

void Streams::load_state_dict(const StateDict& state) {
  const auto saved = state.find(kOffset);
  if (state.size() != 1 || saved == state.end() || saved->second.dtype() != int64 ||
      saved->second.numel() != 1) {
    throw ValueError("streams: the state is not a single position");
  }
  const auto offset = saved->second.item<Index>();
  if (offset < 0 || offset > length_) {
    throw ValueError(
        fmt::format("streams: the position {} is not within streams of {}", offset, length_));
  }
  offset_ = offset;
}

}  // namespace char_rnn
