// Text that a model writes, and how well it foresees text that people wrote.
#pragma once

#include "char_rnn/model.hpp"
#include "char_rnn/text.hpp"
#include <string>
#include <string_view>

namespace char_rnn {

/// Text to write.
struct SampleOptions {
  /// What comes before the first character; where it is empty, a line begins.
  std::string_view prime = {};
  Index length;
  /// Below 1 the likely becomes likelier; at 0 the likeliest is always taken.
  double temperature = 1;
};

/// What the model writes after the prime, `length` characters. Throws ValueError for characters it
/// does not know and a negative temperature, NumericError for parameters or logits that are not
/// finite.
std::string sample(const CharModel& model, const Vocabulary& vocabulary,
                   const SampleOptions& options, xgrad::Generator& generator);

/// Mean loss in nats per character over a text read as one stream, from the second character on.
/// Throws ValueError for less than two characters, NumericError for parameters or a loss that are
/// not finite.
double evaluate(const CharModel& model, const Numbers& text);

}  // namespace char_rnn
