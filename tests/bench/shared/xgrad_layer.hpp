// The recurrent layers of xgrad, as the benchmarks use them.
#pragma once

#include <xgrad/xgrad.hpp>

#include "recurrent.hpp"
#include <variant>

namespace bench {

/// A layer of a shape, and its input.
class XgradLayer {
 public:
  explicit XgradLayer(const RecurrentShape& shape)
      : layer_(made(shape)), x_(xgrad::randn({shape.time, shape.batch, shape.input})) {}

  xgrad::Tensor loss() const {
    return std::visit([&](const auto& layer) { return sum(layer(x_).output); }, layer_);
  }

  /// The squared norm of the loss's gradients, which can be differentiated itself.
  xgrad::Tensor squared_gradients() const {
    auto total = xgrad::zeros({});
    for (const auto& gradient : grad({loss()}, parameters(), {.create_graph = true})) {
      total = total + sum(square(gradient));
    }
    return total;
  }

  void zero_grad() {
    std::visit([](auto& layer) { layer.zero_grad(); }, layer_);
  }

  void train() {
    zero_grad();
    loss().backward();
  }

  /// `train()` where each sequence ends at its length.
  void train_lengths(const std::vector<std::int64_t>& lengths) {
    zero_grad();
    std::visit(
        [&](const auto& layer) {
          sum(layer(x_, xgrad::nn::Sequences{.lengths = lengths}).output).backward();
        },
        layer_);
  }

  void infer() const {
    const xgrad::NoGrad no_grad;
    std::visit([&](const auto& layer) { layer(x_); }, layer_);
  }

 private:
  using Layer = std::variant<xgrad::nn::LSTM, xgrad::nn::GRU, xgrad::nn::RNN>;

  static Layer made(const RecurrentShape& shape) {
    const xgrad::nn::RecurrentOptions options{.input_size = shape.input,
                                              .hidden_size = shape.hidden,
                                              .num_layers = shape.layers,
                                              .bidirectional = shape.bidirectional};
    if (shape.kind == "lstm") return xgrad::nn::LSTM(options);
    if (shape.kind == "gru") return xgrad::nn::GRU(options);
    return xgrad::nn::RNN(options);
  }

  std::vector<xgrad::Tensor> parameters() const {
    return std::visit([](const auto& layer) { return layer.parameters(); }, layer_);
  }

  Layer layer_;
  xgrad::Tensor x_;
};

}  // namespace bench
