// Sampling text from a model, and measuring how well it predicts a text.
#pragma once

#include "char_rnn/model.hpp"
#include "char_rnn/text.hpp"
#include <string>
#include <string_view>

namespace char_rnn {

/// What is sampled.
struct SampleOptions {
  /// The text before the sample; where it is empty, a line or a sentence begins.
  std::string_view prime = {};
  /// Tokens to sample.
  Index length;
  /// Below 1 the likely becomes likelier; at 0 the likeliest is always taken.
  double temperature = 1;
};

/// Samples `length` tokens after the prime, words with spaces between them, and never the unknown
/// token. Throws ValueError for tokens that are not in the vocabulary and a negative temperature,
/// NumericError for parameters or logits that are not finite.
std::string sample(const CharModel& model, const Vocabulary& vocabulary,
                   const SampleOptions& options, xgrad::Generator& generator);

/// The loss over the tokens of a text that is read as one stream, from the second token on.
/// int64 [tokens]
/// Throws ValueError for less than two tokens, NumericError for parameters or a loss that are not
/// finite.
xgrad::nn::Perplexity evaluate(const CharModel& model, const xgrad::Tensor& text);

}  // namespace char_rnn
