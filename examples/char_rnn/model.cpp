// Building the model, and running it.
#include "char_rnn/model.hpp"

namespace char_rnn {

using namespace xgrad;

CharModel::CharModel(const ModelOptions& options) : options_(options) {}

support::RecurrentLayer CharModel::make_layer() {
  const nn::RecurrentOptions options = {.input_size = options_.vocabulary,
                                        .hidden_size = options_.hidden,
                                        .num_layers = options_.layers,
                                        .dropout = options_.layers > 1 ? options_.dropout : 0};
  return support::make_layer(options_.cell, options, [&](const auto& layer) {
    return register_module(options_.cell, layer);
  });
}

nn::RecurrentOutput CharModel::forward(const Tensor& text, const nn::State& state) const {
  // Numbers of characters stand for their one-hot rows.
  const auto [output, next] =
      std::visit([&](const auto& layer) { return layer(text, state); }, layer_);
  return {head_(dropout_(output)), next};
}

}  // namespace char_rnn
