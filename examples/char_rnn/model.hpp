// The model: tokens, as one-hot rows or as vectors of an embedding, a recurrent layer, logits.
#pragma once

#include <xgrad/xgrad.hpp>

#include "support/recurrent_layer.hpp"
#include <optional>
#include <string>

namespace char_rnn {

using xgrad::Index;

/// What a model is built from.
struct ModelOptions {
  /// "lstm", "gru" or "rnn".
  std::string cell = "lstm";
  /// The number of different tokens.
  Index vocabulary;
  /// The size of the vectors of tokens; 0 for one-hot rows.
  Index embedding = 0;
  Index hidden;
  Index layers = 1;
  /// Probability of dropout behind the embedding and every layer while training.
  double dropout = 0;
};

/// Karpathy's character model (2015), also of words: what comes next, given everything before.
class CharModel : public xgrad::nn::Module<CharModel> {
 public:
  /// Throws ValueError for options that make no sense.
  explicit CharModel(const ModelOptions& options);

  /// Logits of the tokens that follow, and the state after the last.
  /// text int64 [time, batch] -> [time, batch, vocabulary]
  xgrad::nn::RecurrentOutput forward(const xgrad::Tensor& text, const xgrad::nn::State& state = {},
                                     const xgrad::nn::Sequences& sequences = {}) const;

  const ModelOptions& options() const { return options_; }
  const xgrad::nn::RecurrentBase& layer() const;

 private:
  std::optional<xgrad::nn::Embedding> make_embedding();
  support::RecurrentLayer make_layer();

  ModelOptions options_;
  std::optional<xgrad::nn::Embedding> embedding_ = make_embedding();
  support::RecurrentLayer layer_ = make_layer();
  xgrad::nn::Dropout dropout_ = register_module("dropout", xgrad::nn::Dropout(options_.dropout));
  xgrad::nn::Linear head_ =
      register_module("head", xgrad::nn::Linear(options_.hidden, options_.vocabulary));
};

}  // namespace char_rnn
