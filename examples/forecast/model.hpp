// The model: a recurrent layer over the lags, its last output into quantiles of all steps ahead.
#pragma once

#include <xgrad/nn/nn.hpp>

#include "support/recurrent_layer.hpp"
#include <string>
#include <vector>

namespace forecast {

using xgrad::Index;
using xgrad::Tensor;

/// What a model is built from.
struct ModelOptions {
  /// "lstm", "gru" or "rnn".
  std::string cell = "gru";
  Index hidden = 32;
  Index layers = 1;
  Index steps_ahead = 24;
  /// The quantiles of each forecast, in increasing order.
  std::vector<double> quantiles = {0.1, 0.5, 0.9};
};

/// Forecasts quantiles of all time steps ahead at once (Wen et al. 2017).
class Forecaster : public xgrad::nn::Module<Forecaster> {
 public:
  /// Throws ValueError for options that make no sense.
  explicit Forecaster(const ModelOptions& options);

  /// [batch, lags, kFeatures] -> [batch, steps_ahead, quantiles]
  Tensor forward(const Tensor& input) const;

  const ModelOptions& options() const { return options_; }

 private:
  support::RecurrentLayer make_layer();
  Index quantiles() const { return static_cast<Index>(options_.quantiles.size()); }

  ModelOptions options_;
  support::RecurrentLayer layer_ = make_layer();
  xgrad::nn::Linear head_ = register_module(
      "head", xgrad::nn::Linear(options_.hidden, options_.steps_ahead* quantiles()));
};

}  // namespace forecast
