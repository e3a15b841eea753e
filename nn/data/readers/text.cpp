// Splits text at the boundaries of bytes, code points and words.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/utf8.hpp>
#include <xgrad/nn/data/readers/bytes.hpp>
#include <xgrad/nn/data/readers/input.hpp>
#include <xgrad/nn/data/readers/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace xgrad::nn::data {
namespace {

// The code points with Unicode's property White_Space: those of ASCII, and the others.
constexpr std::string_view kWhiteSpace = "\t\n\v\f\r ";
constexpr std::string_view kWideWhiteSpace[] = {
    "\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81",
    "\xE2\x80\x82", "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86",
    "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8",
    "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"};
constexpr std::string_view kPunctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
constexpr std::string_view kInsideWords = "'-_";

enum class CharacterClass : std::uint8_t { space, punctuation, word };

CharacterClass class_of(std::string_view character) {
  const auto is_in = [&](std::string_view set) { return set.find(character) != set.npos; };
  const bool wide = character.size() > 1;
  if (wide ? std::ranges::find(kWideWhiteSpace, character) != std::end(kWideWhiteSpace)
           : is_in(kWhiteSpace)) {
    return CharacterClass::space;
  }
  return !wide && is_in(kPunctuation) ? CharacterClass::punctuation : CharacterClass::word;
}

std::optional<std::size_t> find_not_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = io::utf8_length(text.substr(at));
    if (length == 0) return at;
    at += length;
  }
  return std::nullopt;
}

std::string not_utf8(char byte) {
  return fmt::format("{:#04x} is not UTF-8", static_cast<unsigned char>(byte));
}

// The first character of a text that is UTF-8 and not empty.
std::string_view first_character(std::string_view text) {
  return text.substr(0, io::utf8_length(text));
}

using Receive = std::function<void(std::string_view token)>;

void for_each_word(std::string_view text, const Receive& receive) {
  std::size_t begin = 0, at = 0;  // of the word, and behind it
  const auto end_word = [&] {
    if (at > begin) receive(text.substr(begin, at - begin));
  };
  while (at < text.size()) {
    const std::string_view character = first_character(text.substr(at));
    const std::size_t end = at + character.size();
    const CharacterClass kind = class_of(character);
    const auto is_inside = [&] {
      return at > begin && kInsideWords.find(character) != kInsideWords.npos && end < text.size() &&
             class_of(first_character(text.substr(end))) == CharacterClass::word;
    };
    if (kind != CharacterClass::word && !is_inside()) {
      end_word();
      if (kind == CharacterClass::punctuation) receive(character);
      begin = end;
    }
    at = end;
  }
  end_word();
}

}  // namespace

std::string read_text(const std::string& path) {
  return with_out_of_memory([&]() -> std::string {
    std::string text = read_bytes(path);
    if (const auto at = find_not_utf8(text)) Input(text, path).reject_at(*at, not_utf8(text[*at]));
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    return text;
  });
}

std::vector<std::string> tokenize(std::string_view text, TextUnit unit) {
  return with_out_of_memory([&]() -> std::vector<std::string> {
    std::vector<std::string> tokens;
    for_each_token(text, unit, [&](std::string_view token) { tokens.emplace_back(token); });
    return tokens;
  });
}

void for_each_token(std::string_view text, TextUnit unit, const Receive& receive) {
  if (unit == TextUnit::byte) {
    for (std::size_t at = 0; at < text.size(); ++at) receive(text.substr(at, 1));
    return;
  }
  if (const auto at = find_not_utf8(text)) {
    throw ValueError(fmt::format("tokenize: byte {}: {}", *at, not_utf8(text[*at])),
                     "the bytes of any text are the tokens of TextUnit::byte");
  }
  if (unit == TextUnit::word) return for_each_word(text, receive);
  while (!text.empty()) {
    const std::string_view character = first_character(text);
    receive(character);
    text.remove_prefix(character.size());
  }
}

}  // namespace xgrad::nn::data
