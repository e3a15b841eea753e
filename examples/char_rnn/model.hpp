// The model: one-hot characters into a recurrent layer, its output into logits.
#pragma once

#include <xgrad/xgrad.hpp>

#include "support/recurrent_layer.hpp"
#include <string>

namespace char_rnn {

using xgrad::Index;

/// What a model is built from.
struct ModelOptions {
  /// "lstm", "gru" or "rnn".
  std::string cell = "lstm";
  /// How many different characters there are.
  Index vocabulary;
  Index hidden;
  Index layers = 1;
  /// Probability of dropout behind every layer while training.
  double dropout = 0;
};

/// Karpathy's character model (2015): what comes next, given everything before.
class CharModel : public xgrad::nn::Module<CharModel> {
 public:
  /// Throws ValueError for options that make no sense.
  explicit CharModel(const ModelOptions& options);

  /// Logits of the characters that follow, and the state after the last.
  /// text int64 [time, batch] -> [time, batch, vocabulary]
  xgrad::nn::RecurrentOutput forward(const xgrad::Tensor& text,
                                     const xgrad::nn::State& state = {}) const;

  const ModelOptions& options() const { return options_; }

 private:
  support::RecurrentLayer make_layer();

  ModelOptions options_;
  support::RecurrentLayer layer_ = make_layer();
  xgrad::nn::Dropout dropout_ = register_module("dropout", xgrad::nn::Dropout(options_.dropout));
  xgrad::nn::Linear head_ =
      register_module("head", xgrad::nn::Linear(options_.hidden, options_.vocabulary));
};

}  // namespace char_rnn
