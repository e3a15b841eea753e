// What an LSTM of libtorch costs: libtorch_lstm_steps [ROUNDS]
#include "lstm_steps.hpp"
#include <cstdlib>
#include <torch/torch.h>

namespace {

struct Model {
  explicit Model(const bench::LstmShape& shape)
      : lstm(torch::nn::LSTMOptions(shape.input, shape.hidden).num_layers(shape.layers)),
        x(torch::randn({shape.time, shape.batch, shape.input})) {}

  void train() {
    lstm->zero_grad();
    std::get<0>(lstm(x)).sum().backward();
  }

  void infer() {
    const torch::NoGradGuard no_grad;
    lstm(x);
  }

  torch::nn::LSTM lstm;
  torch::Tensor x;
};

}  // namespace

int main(int argc, char** argv) {
  torch::set_num_threads(1);
  bench::report_lstm_steps<Model>(argc > 1 ? std::atoi(argv[1]) : 10);
}
