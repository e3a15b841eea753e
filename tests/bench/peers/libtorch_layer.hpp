// The recurrent layers of libtorch, as the benchmarks use them.
#pragma once

#include "shared/recurrent.hpp"
#include <torch/torch.h>
#include <variant>

namespace bench {

/// A layer of a shape, and its input.
class LibtorchLayer {
 public:
  explicit LibtorchLayer(const RecurrentShape& shape)
      : layer_(made(shape)), x_(torch::randn({shape.time, shape.batch, shape.input})) {}

  torch::Tensor loss() {
    return std::visit([&](auto& layer) { return std::get<0>(layer(x_)).sum(); }, layer_);
  }

  /// The squared norm of the loss's gradients, which can be differentiated itself.
  torch::Tensor squared_gradients() {
    auto total = torch::zeros({});
    for (const auto& gradient : torch::autograd::grad({loss()}, parameters(), {}, true, true)) {
      total = total + gradient.square().sum();
    }
    return total;
  }

  void zero_grad() {
    std::visit([](auto& layer) { layer->zero_grad(); }, layer_);
  }

  void train() {
    zero_grad();
    loss().backward();
  }

  /// `train()` where each sequence ends at its length: packed, run and padded.
  void train_lengths(const std::vector<std::int64_t>& lengths) {
    namespace rnn = torch::nn::utils::rnn;
    zero_grad();
    const auto packed = rnn::pack_padded_sequence(x_, torch::tensor(lengths), false, false);
    std::visit(
        [&](auto& layer) {
          const auto output = std::get<0>(layer->forward_with_packed_input(packed));
          std::get<0>(rnn::pad_packed_sequence(output)).sum().backward();
        },
        layer_);
  }

  void infer() {
    const torch::NoGradGuard no_grad;
    std::visit([&](auto& layer) { layer(x_); }, layer_);
  }

 private:
  using Layer = std::variant<torch::nn::LSTM, torch::nn::GRU, torch::nn::RNN>;

  template <class Kind, class Options>
  static Layer made_as(const RecurrentShape& shape) {
    return Kind(Options(shape.input, shape.hidden)
                    .num_layers(shape.layers)
                    .bidirectional(shape.bidirectional));
  }

  static Layer made(const RecurrentShape& shape) {
    if (shape.kind == "lstm") return made_as<torch::nn::LSTM, torch::nn::LSTMOptions>(shape);
    if (shape.kind == "gru") return made_as<torch::nn::GRU, torch::nn::GRUOptions>(shape);
    return made_as<torch::nn::RNN, torch::nn::RNNOptions>(shape);
  }

  std::vector<torch::Tensor> parameters() const {
    return std::visit([](const auto& layer) { return layer->parameters(); }, layer_);
  }

  Layer layer_;
  torch::Tensor x_;
};

}  // namespace bench
