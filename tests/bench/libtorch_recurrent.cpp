// What the recurrent layers of libtorch cost: libtorch_recurrent [ROUNDS]
#include "recurrent.hpp"
#include <torch/torch.h>
#include <variant>

namespace {

using Layer = std::variant<torch::nn::LSTM, torch::nn::GRU, torch::nn::RNN>;

template <class Kind, class Options>
Layer make_as(const bench::RecurrentShape& shape) {
  return Kind(Options(shape.input, shape.hidden)
                  .num_layers(shape.layers)
                  .bidirectional(shape.bidirectional));
}

Layer make_layer(const bench::RecurrentShape& shape) {
  if (shape.kind == "lstm") return make_as<torch::nn::LSTM, torch::nn::LSTMOptions>(shape);
  if (shape.kind == "gru") return make_as<torch::nn::GRU, torch::nn::GRUOptions>(shape);
  return make_as<torch::nn::RNN, torch::nn::RNNOptions>(shape);
}

struct Model {
  explicit Model(const bench::RecurrentShape& shape)
      : layer(make_layer(shape)), x(torch::randn({shape.time, shape.batch, shape.input})) {}

  void train() {
    std::visit(
        [&](auto& recurrent) {
          recurrent->zero_grad();
          std::get<0>(recurrent(x)).sum().backward();
        },
        layer);
  }

  void infer() {
    const torch::NoGradGuard no_grad;
    std::visit([&](auto& recurrent) { recurrent(x); }, layer);
  }

  Layer layer;
  torch::Tensor x;
};

}  // namespace

int main(int argc, char** argv) {
  torch::set_num_threads(1);
  bench::report_all<Model>(argc, argv);
}
