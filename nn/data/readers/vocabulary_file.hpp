// Vocabularies as text: in files, and in the state dict of a model.
#pragma once

#include <xgrad/autograd/state_dict.hpp>
#include <xgrad/nn/data/readers/vocabulary.hpp>

#include <string>
#include <string_view>

namespace xgrad::nn::data {

/// A vocabulary as UTF-8 text: "xgrad-vocabulary word 1000 0", which are the unit, the number of tokens
/// and the id of the unknown one or "-", then each token on a line. A backslash, control characters and
/// bytes that are not UTF-8 are written as \\, \n, \r, \t and \x00 to \xFF.
std::string format_vocabulary(const Vocabulary& vocabulary);

/// The vocabulary of such a text; `name` is the file in messages.
/// Throws FormatError with the line.
Vocabulary parse_vocabulary(std::string_view text, const std::string& name);

/// Writes a vocabulary to a text file, replacing an existing one atomically. Throws IoError; an
/// existing file is unchanged then.
void write_vocabulary(const std::string& path, const Vocabulary& vocabulary);

/// Reads a vocabulary that `write_vocabulary` has written. Throws FormatError with the line, IoError.
Vocabulary read_vocabulary(const std::string& path);

/// Stores a vocabulary in the metadata of a state dict under `key`.
void add_vocabulary(StateDict& state, const Vocabulary& vocabulary,
                    const std::string& key = "vocabulary");

/// The vocabulary that `add_vocabulary` has stored.
/// Throws ValueError if there is none under `key`, FormatError.
Vocabulary vocabulary_of(const StateDict& state, const std::string& key = "vocabulary");

}  // namespace xgrad::nn::data
