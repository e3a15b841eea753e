// The model: embedded characters into a bidirectional GRU, its final states into logits.
#pragma once

#include <xgrad/nn/nn.hpp>

#include <vector>

namespace names {

using xgrad::Index;
using xgrad::Tensor;

/// What a model is built from.
struct ModelOptions {
  Index vocabulary;
  Index languages;
  Index embedding = 32;
  Index hidden = 64;
  /// Probability of dropout of embedded characters and final states during training.
  double dropout = 0.3;
};

/// Classifies sequences of characters.
class NameClassifier : public xgrad::nn::Module<NameClassifier> {
 public:
  explicit NameClassifier(const ModelOptions& options);

  /// Logits of the languages of padded names.
  /// int64 [time, batch] -> [batch, languages]
  Tensor forward(const Tensor& tokens, const std::vector<Index>& lengths) const;

 private:
  ModelOptions options_;
  xgrad::nn::Embedding embedding_ =
      register_module("embedding", xgrad::nn::Embedding(options_.vocabulary, options_.embedding));
  xgrad::nn::Dropout dropout_ = register_module("dropout", xgrad::nn::Dropout(options_.dropout));
  xgrad::nn::GRU gru_ = register_module("gru", xgrad::nn::GRU({.input_size = options_.embedding,
                                                               .hidden_size = options_.hidden,
                                                               .bidirectional = true}));
  xgrad::nn::Linear head_ =
      register_module("head", xgrad::nn::Linear(2 * options_.hidden, options_.languages));
};

}  // namespace names
