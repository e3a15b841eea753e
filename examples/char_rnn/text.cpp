// Reading, numbering and cutting of text.
#include "char_rnn/text.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

namespace char_rnn {

using namespace xgrad;

namespace {

std::string shown(char character) {
  const auto byte = static_cast<unsigned char>(character);
  return byte > 31 && byte < 127 ? fmt::format("'{}'", character) : fmt::format("0x{:02x}", byte);
}

}  // namespace

Vocabulary::Vocabulary(std::string_view text) {
  std::array<bool, 256> seen = {};
  for (const char character : text) seen[static_cast<unsigned char>(character)] = true;
  numbers_.fill(-1);
  for (std::size_t byte = 0; byte < seen.size(); ++byte) {
    if (!seen[byte]) continue;
    numbers_[byte] = size();
    characters_ += static_cast<char>(byte);
  }
}

Numbers Vocabulary::encode(std::string_view text) const {
  Numbers numbers;
  numbers.reserve(text.size());
  for (const char character : text) {
    const std::int64_t number = numbers_[static_cast<unsigned char>(character)];
    if (number < 0) {
      throw ValueError(
          fmt::format("text: the character {} at position {} is not among the {} that the model "
                      "knows",
                      shown(character), numbers.size(), size()));
    }
    numbers.push_back(number);
  }
  return numbers;
}

std::string read_text(const std::string& path) {
  const auto fail = [&] {
    throw IoError(fmt::format("text: cannot read '{}': {}", path, std::strerror(errno)));
  };
  std::ifstream file(path, std::ios::binary);
  if (!file) fail();
  std::string text;
  std::array<char, 65536> block;
  while (file) {
    file.read(block.data(), block.size());
    text.append(block.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) fail();
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

}  // namespace char_rnn
