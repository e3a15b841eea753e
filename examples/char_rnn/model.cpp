// Building the model, and running it.
#include "char_rnn/model.hpp"

namespace char_rnn {

using namespace xgrad;

CharModel::CharModel(const ModelOptions& options) : options_(options) {}

std::optional<nn::Embedding> CharModel::make_embedding() {
  if (options_.embedding == 0) return {};
  return register_module("embedding", nn::Embedding(options_.vocabulary, options_.embedding));
}

support::RecurrentLayer CharModel::make_layer() {
  const nn::RecurrentOptions options = {
      .input_size = embedding_ ? options_.embedding : options_.vocabulary,
      .hidden_size = options_.hidden,
      .num_layers = options_.layers,
      .dropout = options_.layers > 1 ? options_.dropout : 0};
  return support::make_layer(options_.cell, options, [&](const auto& layer) {
    return register_module(options_.cell, layer);
  });
}

const nn::RecurrentBase& CharModel::layer() const {
  return std::visit([](const auto& layer) -> const nn::RecurrentBase& { return layer; }, layer_);
}

nn::RecurrentOutput CharModel::forward(const Tensor& text, const nn::State& state,
                                       const nn::Sequences& sequences) const {
  // Without an embedding, the layer takes class indices for their one-hot rows.
  const Tensor input = embedding_ ? dropout_((*embedding_)(text)) : text;
  const auto [output, next] =
      std::visit([&](const auto& layer) { return layer(input, state, sequences); }, layer_);
  return {head_(dropout_(output)), next};
}

}  // namespace char_rnn
