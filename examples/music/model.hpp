// The model: the keys of a time step into a recurrent layer, its output into logits of the next keys.
#pragma once

#include <xgrad/nn/nn.hpp>

#include "music/chorales.hpp"
#include "support/recurrent_layer.hpp"
#include <string>
#include <vector>

namespace music {

/// What a model is built from.
struct ModelOptions {
  /// "lstm", "gru" or "rnn".
  std::string cell = "gru";
  Index hidden = 128;
  /// Probability of dropout of the layer's outputs during training.
  double dropout = 0.2;
};

/// Predicts each key of the next time step from all keys of the time steps before. Given these, the
/// keys are independent.
class MusicModel : public xgrad::nn::Module<MusicModel> {
 public:
  /// Throws ValueError for a cell that is not there.
  explicit MusicModel(const ModelOptions& options);

  /// The logits of the next time steps, and the state after them.
  struct Output {
    Tensor logits;
    xgrad::nn::State state;
  };
  /// [time, batch, kKeys] -> [time, batch, kKeys]
  Output forward(const Tensor& keys, const xgrad::nn::State& state = {},
                 const xgrad::nn::Sequences& sequences = {}) const;

  const ModelOptions& options() const { return options_; }

 private:
  support::RecurrentLayer make_layer();

  ModelOptions options_;
  support::RecurrentLayer layer_ = make_layer();
  xgrad::nn::Dropout dropout_ = register_module("dropout", xgrad::nn::Dropout(options_.dropout));
  xgrad::nn::Linear head_ = register_module("head", xgrad::nn::Linear(options_.hidden, kKeys));
};

/// Reads the best model of a training. Throws FormatError for other files, IoError.
MusicModel load_model(const std::string& path);

}  // namespace music
