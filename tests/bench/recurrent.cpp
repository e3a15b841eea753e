// What the recurrent layers of xgrad cost: recurrent [ROUNDS]
#include "recurrent.hpp"

#include <xgrad/xgrad.hpp>

#include <variant>

namespace {

using Layer = std::variant<xgrad::nn::LSTM, xgrad::nn::GRU, xgrad::nn::RNN>;

Layer make_layer(const bench::RecurrentShape& shape) {
  const xgrad::nn::RecurrentOptions options{.input_size = shape.input,
                                            .hidden_size = shape.hidden,
                                            .num_layers = shape.layers,
                                            .bidirectional = shape.bidirectional};
  if (shape.kind == "lstm") return xgrad::nn::LSTM(options);
  if (shape.kind == "gru") return xgrad::nn::GRU(options);
  return xgrad::nn::RNN(options);
}

struct Model {
  explicit Model(const bench::RecurrentShape& shape)
      : layer(make_layer(shape)), x(xgrad::randn({shape.time, shape.batch, shape.input})) {}

  void train() {
    std::visit(
        [&](auto& recurrent) {
          recurrent.zero_grad();
          sum(recurrent(x).output).backward();
        },
        layer);
  }

  void infer() {
    const xgrad::NoGrad no_grad;
    std::visit([&](auto& recurrent) { recurrent(x); }, layer);
  }

  Layer layer;
  xgrad::Tensor x;
};

}  // namespace

int main(int argc, char** argv) {
  xgrad::set_num_threads(1);
  bench::report_all<Model>(argc, argv);
}
