// Names with their languages, from a file to token ids.
#pragma once

#include <xgrad/nn/data/readers/vocabulary.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace names {

using xgrad::Index;
using xgrad::Tensor;
using xgrad::nn::data::Vocabulary;

/// Names, and the indices of their languages.
struct Names {
  std::vector<std::string> names;
  std::vector<std::int64_t> labels;
  /// In the order of their bytes.
  std::vector<std::string> languages;
};

/// Reads a CSV file with a header, whose first two columns are names and languages. Throws
/// FormatError for a file with fewer columns and for a missing name or language, IoError.
Names read_names(const std::string& path);

/// Names for training and for evaluation.
struct Split {
  Names training, held_out;
};

/// Splits names at random into 90 % and 10 %. Throws ValueError for fewer than ten names, or fewer
/// than two languages.
Split split_names(const Names& all, xgrad::Generator& generator);

/// The characters of names, of which those that occur only once are the unknown character. Throws
/// ValueError for a name that is not UTF-8.
Vocabulary vocabulary_of(const Names& names);

/// The token ids of a name, int64 [length], and the index of its language.
using Example = std::pair<Tensor, std::int64_t>;

/// The names as examples.
std::vector<Example> encode(const Names& names, const Vocabulary& vocabulary);

/// The number of characters of each name.
std::vector<Index> lengths_of(const std::vector<Example>& examples);

/// Weights of the languages in inverse proportion to their numbers of names, with mean 1 over the
/// names.   -> float32 [languages]
Tensor class_weights(const Names& names);

}  // namespace names
