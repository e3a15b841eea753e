// Descriptions of models, and files, checked, to models.
#include "char_rnn/checkpoint.hpp"

#include <xgrad/core/format.hpp>
#include <xgrad/nn/data/readers/vocabulary_file.hpp>
#include <xgrad/nn/training/evaluation.hpp>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <utility>

namespace char_rnn {

using namespace xgrad;

namespace {

constexpr const char *kFormat = "char_rnn 3", *kEarlierFormat = "char_rnn 2",
                     *kVocabulary = "vocabulary";

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

  Index size(const std::string& key, Index least = 1) const {
    const Index number = to_number(text(key), 10);
    if (number < least) fail(fmt::format("its {} is '{}'", key, text(key)));
    return number;
  }

  bool is_earlier() const {
    const std::string& format = text("format");
    if (format != kFormat && format != kEarlierFormat) {
      fail(fmt::format("its format is '{}', not '{}'", format, kFormat));
    }
    return format == kEarlierFormat;
  }

  Vocabulary vocabulary() const {
    Vocabulary found =
        is_earlier()
            ? earlier_vocabulary()
            : nn::data::parse_vocabulary(text(kVocabulary), fmt::format("vocabulary of {}", path_));
    if (found.size() < (found.unknown_id() ? 2 : 1)) fail("its vocabulary is empty");
    return found;
  }

 private:
  // The bytes of all characters in rising order, as hexadecimal digits.
  Vocabulary earlier_vocabulary() const {
    const std::string &hex = text(kVocabulary), &alphabet = text("alphabet");
    const TextUnit unit = alphabet == "bytes" ? TextUnit::byte : TextUnit::code_point;
    if (unit != TextUnit::byte && alphabet != "characters") {
      fail(fmt::format("its alphabet is '{}', not 'characters' or 'bytes'", alphabet));
    }
    std::string characters;
    bool valid = hex.size() % 2 == 0;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
      const Index byte = to_number(std::string_view(hex).substr(i, 2), 16);
      valid = valid && byte >= 0;
      characters += static_cast<char>(byte);
    }
    try {
      if (valid) return Vocabulary(nn::data::tokenize(characters, unit), unit);
    } catch (const ValueError&) {
      // Not UTF-8, or a character twice.
    }
    fail("its vocabulary is not a list of characters, as hexadecimal digits");
  }

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
  const auto count =
      std::ranges::count_if(  // one of the embedding, four of a layer, two of the head
          tensors, [&](const auto& entry) { return entry.first.starts_with(prefix); });
  const Index others = options.embedding > 0 ? 3 : 2;
  if (count % 4 != others || count / 4 != options.layers) {
    entries.fail(fmt::format("it has {} tensors, which are not those of {} layers and a head",
                             count, options.layers));
  }
  if (options.embedding > 0) check("embedding.weight", options.vocabulary, options.embedding);
  const Index blocks = options.cell == "lstm" ? 4 : options.cell == "gru" ? 3 : 1;
  check("head.weight", options.vocabulary, options.hidden);
  check(fmt::format("{}.weight_hh_l{}", options.cell, options.layers - 1), blocks * options.hidden,
        options.hidden);
}

}  // namespace

Metadata description_of(const CharModel& model, const Vocabulary& vocabulary) {
  const ModelOptions& options = model.options();
  return {{"format", kFormat},
          {kVocabulary, nn::data::format_vocabulary(vocabulary)},
          {"cell", options.cell},
          {"embedding", std::to_string(options.embedding)},
          {"hidden", std::to_string(options.hidden)},
          {"layers", std::to_string(options.layers)},
          {"dropout", fmt::format("{}", options.dropout)}};
}

void check_resumable(const std::string& path) {
  if (!std::filesystem::exists(path)) return;
  const Metadata metadata = read_state(path).metadata;
  const auto format = metadata.find("format");
  if (format == metadata.end() || format->second != kEarlierFormat) return;
  throw FormatError(
      fmt::format("train: cannot resume '{}', a training of an earlier version ('{}')", path,
                  kEarlierFormat),
      "sample and eval read its model; without --resume, training starts again");
}

SavedModel load_model(const std::string& path) {
  const StateDict file = read_state(path);
  const Entries entries(path, file.metadata);
  const Vocabulary vocabulary = entries.vocabulary();
  const ModelOptions options = {
      .cell = entries.text("cell"),
      .vocabulary = vocabulary.size(),
      .embedding = entries.is_earlier() ? 0 : entries.size("embedding", 0),
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
