// Builds and runs the model.
#include "forecast/model.hpp"

#include <xgrad/autograd/ops.hpp>

#include "forecast/series.hpp"

namespace forecast {

using namespace xgrad;

Forecaster::Forecaster(const ModelOptions& options) : options_(options) {}

support::RecurrentLayer Forecaster::make_layer() {
  const nn::RecurrentOptions options = {.input_size = kFeatures,
                                        .hidden_size = options_.hidden,
                                        .num_layers = options_.layers,
                                        .batch_first = true};
  return support::make_layer(options_.cell, options, [&](const auto& layer) {
    return register_module(options_.cell, layer);
  });
}

Tensor Forecaster::forward(const Tensor& input) const {
  const auto [output, state] = std::visit([&](const auto& layer) { return layer(input); }, layer_);
  const Tensor last = select(output, 1, -1);
  return head_(last).reshape({input.size(0), options_.steps_ahead, quantiles()});
}

}  // namespace forecast
