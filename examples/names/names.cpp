// Reads, splits and encodes names.
#include "names/names.hpp"

#include <xgrad/nn/data/combine.hpp>
#include <xgrad/nn/data/readers/csv.hpp>
#include <xgrad/xgrad.hpp>

#include <fmt/format.h>

namespace names {

using namespace xgrad;

namespace {

Names select_names(const Names& all, const std::vector<Index>& indices) {
  Names selected = {.names = {}, .labels = {}, .languages = all.languages};
  for (const Index index : indices) {
    selected.names.push_back(all.names[static_cast<std::size_t>(index)]);
    selected.labels.push_back(all.labels[static_cast<std::size_t>(index)]);
  }
  return selected;
}

}  // namespace

Names read_names(const std::string& path) {
  // Null and NA are surnames.
  const auto table = nn::data::read_csv(path, {.missing = {""}, .allow_missing = false});
  if (table.columns().size() < 2) {
    throw FormatError(fmt::format("'{}' has one column, expected names and languages", path));
  }
  table.categories(table.columns()[0]);  // refuses missing names
  const auto [labels, languages] = table.categories(table.columns()[1]);
  return {table.text(table.columns()[0]), labels.to_vector<std::int64_t>(), languages};
}

Split split_names(const Names& all, Generator& generator) {
  if (all.names.size() < 10 || all.languages.size() < 2) {
    throw ValueError(
        fmt::format("names: {} names in {} languages, expected at least 10 names in 2 languages",
                    all.names.size(), all.languages.size()));
  }
  const auto [training, held_out] = nn::data::random_split(all.names, {0.9, 0.1}, generator);
  return {select_names(all, training.indices()), select_names(all, held_out.indices())};
}

Vocabulary vocabulary_of(const Names& names) {
  std::string text;
  for (const std::string& name : names.names) text += name;
  return Vocabulary::from_text(text, nn::data::TextUnit::code_point,
                               {.min_freq = 2, .unknown = "<unk>"});
}

std::vector<Example> encode(const Names& names, const Vocabulary& vocabulary) {
  std::vector<Example> examples;
  examples.reserve(names.names.size());
  for (std::size_t i = 0; i < names.names.size(); ++i) {
    examples.emplace_back(vocabulary.encode(names.names[i]), names.labels[i]);
  }
  return examples;
}

std::vector<Index> lengths_of(const std::vector<Example>& examples) {
  std::vector<Index> lengths;
  lengths.reserve(examples.size());
  for (const auto& [tokens, label] : examples) lengths.push_back(tokens.size(0));
  return lengths;
}

Tensor class_weights(const Names& names) {
  const auto languages = static_cast<Index>(names.languages.size());
  const Tensor counts = bincount(from_vector(names.labels), {}, languages).to(float32);
  const auto total = static_cast<double>(names.names.size());
  // A language whose names are all held out has no names to weigh.
  return total / static_cast<double>(languages) / maximum(counts, 1);
}

}  // namespace names
