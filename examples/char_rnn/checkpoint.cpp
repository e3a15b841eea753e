// Descriptions of models, and files, checked, to models.
#include "char_rnn/checkpoint.hpp"

#include <xgrad/core/format.hpp>
#include <xgrad/core/io/utf8.hpp>
#include <xgrad/nn/training/evaluation.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace char_rnn {

using namespace xgrad;

namespace {

constexpr const char *kFormat = "char_rnn 2", *kAlphabet = "alphabet", *kBytes = "bytes",
                     *kCharacters = "characters";

// Metadata is UTF-8, a vocabulary may be any bytes.
std::string to_hex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

// A number that makes up the whole of `text`, else -1.
Index to_number(std::string_view text, int base) {
  Index number = -1;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, base);
  return error == std::errc() && stop == end ? number : -1;
}

// The entries of one file, with errors that name it.
class Entries {
 public:
  Entries(const std::string& path, const Metadata& metadata) : path_(path), metadata_(metadata) {}

  [[noreturn]] void fail(const std::string& reason) const {
    throw FormatError(fmt::format("'{}' is no model of char_rnn: {}", path_, reason),
                      "'char_rnn train --out FILE' writes one");
  }

  const std::string& text(const std::string& key) const {
    const auto entry = metadata_.find(key);
    if (entry == metadata_.end()) fail(fmt::format("it has no metadata '{}'", key));
    return entry->second;
  }

  Index size(const std::string& key) const {
    const Index number = to_number(text(key), 10);
    if (number < 1) fail(fmt::format("its {} is '{}'", key, text(key)));
    return number;
  }

  Alphabet alphabet() const {
    if (text(kAlphabet) == kBytes) return Alphabet::bytes;
    if (text(kAlphabet) != kCharacters) {
      fail(fmt::format("its alphabet is '{}', not '{}' or '{}'", text(kAlphabet), kCharacters,
                       kBytes));
    }
    return Alphabet::characters;
  }

  Vocabulary vocabulary() const {
    const std::string& hex = text("vocabulary");
    std::string characters;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
      characters += static_cast<char>(to_number(std::string_view(hex).substr(i, 2), 16));
    }
    const auto wrong = [&] {
      fail("its vocabulary is not a list of characters in rising order, as hexadecimal digits");
    };
    if (alphabet() == Alphabet::characters && !io::is_utf8(characters)) wrong();
    Vocabulary found(characters, alphabet());
    if (hex.empty() || to_hex(found.characters()) != hex) wrong();
    return found;
  }

 private:
  const std::string& path_;
  const Metadata& metadata_;
};

// The sizes of the metadata must be those of the tensors: memory is allocated by them.
void check_sizes(const Entries& entries, const StateDict& tensors, const ModelOptions& options) {
  const std::string prefix = fmt::format("{}.", kModelPart);
  const auto check = [&](const std::string& name, Index rows, Index columns) {
    const auto found = tensors.find(prefix + name);
    if (found == tensors.end()) entries.fail(fmt::format("it has no tensor '{}'", name));
    if (const Shape expected = {rows, columns}; found->second.shape() != expected) {
      entries.fail(fmt::format("its tensor '{}' is {}, its metadata says {}", name,
                               found->second.shape(), expected));
    }
  };
  const auto count = std::ranges::count_if(  // four of each layer, two of the head
      tensors, [&](const auto& entry) { return entry.first.starts_with(prefix); });
  if (count % 4 != 2 || count / 4 != options.layers) {
    entries.fail(fmt::format("it has {} tensors, which are not those of {} layers and a head",
                             count, options.layers));
  }
  const Index blocks = options.cell == "lstm" ? 4 : options.cell == "gru" ? 3 : 1;
  check("head.weight", options.vocabulary, options.hidden);
  check(fmt::format("{}.weight_hh_l{}", options.cell, options.layers - 1), blocks * options.hidden,
        options.hidden);
}

}  // namespace

Metadata description_of(const CharModel& model, const Vocabulary& vocabulary) {
  const ModelOptions& options = model.options();
  return {{"format", kFormat},
          {"vocabulary", to_hex(vocabulary.characters())},
          {kAlphabet, vocabulary.alphabet() == Alphabet::bytes ? kBytes : kCharacters},
          {"cell", options.cell},
          {"hidden", std::to_string(options.hidden)},
          {"layers", std::to_string(options.layers)},
          {"dropout", fmt::format("{}", options.dropout)}};
}

SavedModel load_model(const std::string& path) {
  const StateDict file = read_state(path);
  const Entries entries(path, file.metadata);
  if (const std::string& format = entries.text("format"); format != kFormat) {
    entries.fail(fmt::format("its format is '{}', not '{}'", format, kFormat));
  }
  const Vocabulary vocabulary = entries.vocabulary();
  const ModelOptions options = {.cell = entries.text("cell"),
                                .vocabulary = vocabulary.size(),
                                .hidden = entries.size("hidden"),
                                .layers = entries.size("layers")};
  check_sizes(entries, file, options);
  const CharModel model(options);
  try {
    load_checkpoint(path, {{kModelPart, model}});
  } catch (const ValueError& error) {
    entries.fail(error.what());
  }
  nn::training::check_finite(model, fmt::format("'{}'", path));
  model.eval();
  return {model, vocabulary};
}

}  // namespace char_rnn
