// The model: log-mel features into a bidirectional GRU, its outputs into logits of characters.
#pragma once

#include <xgrad/nn/nn.hpp>

#include "speech/recordings.hpp"
#include <string>
#include <vector>

namespace speech {

/// What a model is built from.
struct ModelOptions {
  /// Characters and the blank.
  Index classes;
  /// Units of each layer and direction.
  Index hidden = 64;
  /// Probability of dropout behind each layer during training.
  double dropout = 0.2;
};

/// Computes logits of characters at every time step.
class Recognizer : public xgrad::nn::Module<Recognizer> {
 public:
  explicit Recognizer(const ModelOptions& options);

  /// Padded sequences and their lengths.   [time, batch, bands] -> [time, batch, classes]
  Tensor forward(const Tensor& features, const std::vector<Index>& lengths) const;

  const ModelOptions& options() const { return options_; }

 private:
  ModelOptions options_;
  xgrad::nn::GRU gru_ = register_module("gru", xgrad::nn::GRU({.input_size = LogMel::kBands,
                                                               .hidden_size = options_.hidden,
                                                               .num_layers = 2,
                                                               .dropout = options_.dropout,
                                                               .bidirectional = true}));
  xgrad::nn::Dropout dropout_ = register_module("dropout", xgrad::nn::Dropout(options_.dropout));
  xgrad::nn::Linear head_ =
      register_module("head", xgrad::nn::Linear(2 * options_.hidden, options_.classes));
};

/// A model, the meaning of its outputs, and the sample rate of its recordings.
struct SavedModel {
  Recognizer model;
  Vocabulary vocabulary;
  Index sample_rate;
};

/// Reads the file of a training. Throws FormatError for other files, IoError.
SavedModel load_model(const std::string& path);

}  // namespace speech
