// Escapes tokens, so that each is a line of UTF-8.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/atomic_file.hpp>
#include <xgrad/core/io/quote.hpp>
#include <xgrad/core/io/utf8.hpp>
#include <xgrad/nn/data/readers/bytes.hpp>
#include <xgrad/nn/data/readers/vocabulary_file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace xgrad::nn::data {
namespace {

using io::quote;

constexpr std::string_view kFirstWord = "xgrad-vocabulary";
constexpr std::string_view kUnits[] = {"byte", "code_point", "word"};
constexpr std::pair<char, char> kEscapes[] = {{'\\', '\\'}, {'n', '\n'}, {'r', '\r'}, {'t', '\t'}};

std::string escaped(std::string_view token) {
  std::string text;
  for (std::size_t at = 0; at < token.size();) {
    const char byte = token[at];
    const std::size_t length = std::max<std::size_t>(io::utf8_length(token.substr(at)), 1);
    const auto* escape = std::ranges::find(kEscapes, byte, &std::pair<char, char>::second);
    const bool plain = length > 1 || (byte >= 0x20 && byte < 0x7F);
    if (escape != std::end(kEscapes)) {
      text += {'\\', escape->first};
    } else if (plain) {
      text += token.substr(at, length);
    } else {
      text += fmt::format("\\x{:02X}", static_cast<unsigned char>(byte));
    }
    at += length;
  }
  return text;
}

// The lines of a vocabulary, with the number of the current one for messages.
class Lines {
 public:
  Lines(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  bool at_end() const { return text_.empty(); }

  std::string_view next() {
    ++number_;
    const std::size_t end = text_.find('\n');
    if (end == text_.npos) reject("truncated: the line has no end");
    const std::string_view line = text_.substr(0, end);
    if (!io::is_utf8(line)) reject("not UTF-8");
    text_.remove_prefix(end + 1);
    return line;
  }

  [[noreturn]] void reject(std::string_view reason) const {
    throw FormatError(fmt::format("'{}': line {}: {}", name_, number_, reason));
  }

 private:
  std::string_view text_;
  const std::string& name_;
  std::size_t number_ = 0;
};

std::string unescaped(const Lines& lines, std::string_view line) {
  std::string token;
  while (!line.empty()) {
    const std::size_t plain = std::min(line.find('\\'), line.size());
    token += line.substr(0, plain);
    line.remove_prefix(plain);
    if (line.empty()) break;
    const char mark = line.size() > 1 ? line[1] : '\0';
    const auto* escape = std::ranges::find(kEscapes, mark, &std::pair<char, char>::first);
    unsigned char byte = 0;
    if (escape != std::end(kEscapes)) {
      token += escape->second;
      line.remove_prefix(2);
    } else if (const char* digits = line.data() + 2;
               mark == 'x' && line.size() >= 4 &&
               std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      token += static_cast<char>(byte);
      line.remove_prefix(4);
    } else {
      lines.reject(fmt::format("{} is not an escape", quote(line.substr(0, 4))));
    }
  }
  return token;
}

struct Description {
  TextUnit unit;
  std::size_t tokens;
  std::optional<std::size_t> unknown_id;
};

Description parse_description(const Lines& lines, std::string_view line) {
  const auto take_word = [&] {
    const std::size_t end = std::min(line.find(' '), line.size());
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    return word;
  };
  if (take_word() != kFirstWord) lines.reject(fmt::format("does not begin with '{}'", kFirstWord));
  const auto take_number = [&](std::string_view what) {
    const std::string_view word = take_word();
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (word.empty() || error != std::errc() || end != word.data() + word.size())
      lines.reject(fmt::format("expected {}, not {}", what, quote(word)));
    return number;
  };
  const std::string_view unit = take_word();
  const auto* found = std::ranges::find(kUnits, unit);
  if (found == std::end(kUnits)) lines.reject(fmt::format("unknown unit {}", quote(unit)));
  Description description{.unit = static_cast<TextUnit>(found - kUnits),
                          .tokens = take_number("the number of tokens"),
                          .unknown_id = {}};
  if (line == "-") return description;
  description.unknown_id = take_number("the id of the unknown token or '-'");
  if (!line.empty()) lines.reject(fmt::format("{} after the id of the unknown token", quote(line)));
  return description;
}

}  // namespace

std::string format_vocabulary(const Vocabulary& vocabulary) {
  return with_out_of_memory([&]() -> std::string {
    const auto id = vocabulary.unknown_id();
    std::string text = fmt::format("{} {} {} {}\n", kFirstWord,
                                   kUnits[static_cast<std::size_t>(vocabulary.unit())],
                                   vocabulary.tokens().size(), id ? std::to_string(*id) : "-");
    for (const std::string& token : vocabulary.tokens()) text += escaped(token) + '\n';
    return text;
  });
}

Vocabulary parse_vocabulary(std::string_view text, const std::string& name) {
  return with_out_of_memory([&]() -> Vocabulary {
    Lines lines(text, name);
    const Description description = parse_description(lines, lines.next());
    std::vector<std::string> tokens;
    while (!lines.at_end()) tokens.push_back(unescaped(lines, lines.next()));
    if (tokens.size() != description.tokens) {
      lines.reject(fmt::format("the file ends after {} tokens, its first line declares {}",
                               tokens.size(), description.tokens));
    }
    std::optional<std::string> unknown;
    if (description.unknown_id) {
      if (*description.unknown_id >= tokens.size()) {
        lines.reject(fmt::format("there are {} tokens, but the unknown one has the id {}",
                                 tokens.size(), *description.unknown_id));
      }
      unknown = tokens[*description.unknown_id];
    }
    try {
      return Vocabulary(std::move(tokens), description.unit, unknown);
    } catch (const ValueError& error) {
      throw FormatError(fmt::format("'{}': {}", name, error.what()));
    }
  });
}

void write_vocabulary(const std::string& path, const Vocabulary& vocabulary) {
  with_out_of_memory(
      [&]() -> void { io::write_file_atomically(path, format_vocabulary(vocabulary)); });
}

Vocabulary read_vocabulary(const std::string& path) {
  return parse_vocabulary(read_bytes(path), path);
}

void add_vocabulary(StateDict& state, const Vocabulary& vocabulary, const std::string& key) {
  with_out_of_memory([&]() -> void { state.metadata[key] = format_vocabulary(vocabulary); });
}

Vocabulary vocabulary_of(const StateDict& state, const std::string& key) {
  const auto found = state.metadata.find(key);
  if (found == state.metadata.end()) {
    throw ValueError(fmt::format("vocabulary_of: the state has no metadata {}", quote(key)),
                     "add_vocabulary stores a vocabulary in a state");
  }
  return parse_vocabulary(found->second, key);
}

}  // namespace xgrad::nn::data
