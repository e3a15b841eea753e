// Sampling text from a model, and measuring its loss on a text.
#pragma once

#include "char_rnn/model.hpp"
#include "char_rnn/text.hpp"
#include <string>
#include <string_view>

namespace char_rnn {

/// What is sampled.
struct SampleOptions {
  /// What comes before the first character; where it is empty, a line begins.
  std::string_view prime = {};
  Index length;
  /// Below 1 the likely becomes likelier; at 0 the likeliest is always taken.
  double temperature = 1;
};

/// Samples `length` characters after the prime. Throws ValueError for characters that are not in
/// the vocabulary and a negative temperature, NumericError for parameters or logits that are not
/// finite.
std::string sample(const CharModel& model, const Vocabulary& vocabulary,
                   const SampleOptions& options, xgrad::Generator& generator);

/// Mean loss in nats per character over a text read as one stream, from the second character on.
/// Throws ValueError for less than two characters, NumericError for parameters or a loss that are
/// not finite.
double evaluate(const CharModel& model, const Numbers& text);

}  // namespace char_rnn
