// Building the model, and running it.
#include "char_rnn/model.hpp"

namespace char_rnn {

using namespace xgrad;

CharModel::CharModel(const ModelOptions& options) : options_(options) {}

CharModel::Layer CharModel::make_layer() {
  const nn::RecurrentOptions options = {.input_size = options_.vocabulary,
                                        .hidden_size = options_.hidden,
                                        .num_layers = options_.layers,
                                        .dropout = options_.layers > 1 ? options_.dropout : 0};
  if (options_.cell == "lstm") return register_module("lstm", nn::LSTM(options));
  if (options_.cell == "gru") return register_module("gru", nn::GRU(options));
  if (options_.cell == "rnn") return register_module("rnn", nn::RNN(options));
  throw ValueError("model: there is no cell '" + options_.cell + "', only lstm, gru and rnn");
}

nn::RecurrentOutput CharModel::forward(const Tensor& text, const nn::State& state) const {
  // Numbers of characters stand for their one-hot rows.
  const auto [output, next] =
      std::visit([&](const auto& layer) { return layer(text, state); }, layer_);
  return {head_(dropout_(output)), next};
}

}  // namespace char_rnn
