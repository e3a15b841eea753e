// The model: a recurrent layer and a linear one that answers.
#pragma once

#include <xgrad/xgrad.hpp>

#include "support/recurrent_layer.hpp"
#include <string>

namespace long_range {

using xgrad::Index;
using xgrad::Tensor;

/// What a model is built from.
struct ModelOptions {
  /// "rnn", "lstm" or "gru".
  std::string cell = "lstm";
  /// Initialisation: "default", as PyTorch's; "orthogonal", for the recurrent weights; "chrono",
  /// for the biases of gates, so that they remember for up to `time` steps (Tallec & Ollivier
  /// 2018).
  std::string init = "default";
  /// Factor of orthogonal weights.
  double gain = 1;
  Index hidden = 64;
  Index inputs, outputs;
  bool at_every_step;
  Index time;
};

/// Reads sequences, answers at every step or after the last.
class Model : public xgrad::nn::Module<Model> {
 public:
  /// Throws ValueError for options that make no sense.
  explicit Model(const ModelOptions& options);

  /// [time, batch, inputs], or int64 [time, batch] -> [batch, outputs], or [time, batch, outputs]
  Tensor forward(const Tensor& input) const;

  /// The recurrent layer.
  const xgrad::nn::RecurrentBase& layer() const;

 private:
  support::RecurrentLayer make_layer();
  void initialise() const;

  ModelOptions options_;
  support::RecurrentLayer layer_ = make_layer();
  xgrad::nn::Linear head_ =
      register_module("head", xgrad::nn::Linear(options_.hidden, options_.outputs));
};

}  // namespace long_range
