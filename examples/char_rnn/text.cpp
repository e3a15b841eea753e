// Reads texts, divides them, and makes their vocabularies.
#include "char_rnn/text.hpp"

#include <xgrad/core/io/file.hpp>
#include <xgrad/core/io/utf8.hpp>

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <set>
#include <sys/stat.h>

namespace char_rnn {

using namespace xgrad;
using nn::data::for_each_token;

namespace {

constexpr const char* kUnknown = "<unk>";

void check_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = io::utf8_length(text.substr(at));
    if (length == 0) {
      throw ValueError(fmt::format("text: the byte {:#04x} at offset {} is not UTF-8",
                                   static_cast<unsigned char>(text[at]), at),
                       "train with --level byte learns the bytes of any text");
    }
    at += length;
  }
}

}  // namespace

TextUnit unit_of(const std::string& level) {
  if (level == "byte") return TextUnit::byte;
  if (level == "word") return TextUnit::word;
  if (level == "character") return TextUnit::code_point;
  throw ValueError(fmt::format("train: there is no level '{}'", level),
                   "the levels are character, byte and word");
}

std::string name_of(TextUnit unit) {
  if (unit == TextUnit::code_point) return "character";
  return unit == TextUnit::byte ? "byte" : "word";
}

std::string short_name_of(TextUnit unit) {
  return unit == TextUnit::code_point ? "char" : name_of(unit);
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

Index count_tokens(std::string_view text, TextUnit unit) {
  Index count = 0;
  for_each_token(text, unit, [&](std::string_view) { ++count; });
  return count;
}

Split split_text(std::string_view text, TextUnit unit) {
  const Index count = count_tokens(text, unit), cut = count * 95 / 100;
  if (count - cut < 2) {
    throw ValueError(
        fmt::format("text: the last 5 % of {} {}s are too few to predict one from another", count,
                    name_of(unit)));
  }
  Index position = 0;
  std::size_t offset = 0;
  for_each_token(text, unit, [&](std::string_view token) {
    if (position++ == cut) offset = static_cast<std::size_t>(token.data() - text.data());
  });
  return {text.substr(0, offset), text.substr(offset)};
}

Vocabulary make_vocabulary(std::string_view text, TextUnit unit, const WordOptions& words) {
  if (unit != TextUnit::byte) check_utf8(text);
  if (unit == TextUnit::word) {
    Vocabulary vocabulary = Vocabulary::from_text(
        split_text(text, unit).train, unit,
        {.min_freq = words.min_count, .max_tokens = words.most, .unknown = kUnknown});
    if (vocabulary.size() > 1) return vocabulary;
    throw ValueError(
        fmt::format("text: no word occurs {} times in the part for training", words.min_count),
        "take a longer text or a smaller --min-count");
  }
  std::set<std::string, std::less<>> tokens;
  for_each_token(text, unit, [&](std::string_view token) {
    if (!tokens.contains(token)) tokens.emplace(token);
  });
  return Vocabulary({tokens.begin(), tokens.end()}, unit);
}

}  // namespace char_rnn
