// What an LSTM of xgrad costs: lstm_steps [ROUNDS]
#include "lstm_steps.hpp"

#include <xgrad/xgrad.hpp>

#include <cstdlib>

namespace {

struct Model {
  explicit Model(const bench::LstmShape& shape)
      : lstm({.input_size = shape.input, .hidden_size = shape.hidden, .num_layers = shape.layers}),
        x(xgrad::randn({shape.time, shape.batch, shape.input})) {}

  void train() {
    lstm.zero_grad();
    sum(lstm(x).output).backward();
  }

  void infer() {
    const xgrad::NoGrad no_grad;
    lstm(x);
  }

  xgrad::nn::LSTM lstm;
  xgrad::Tensor x;
};

}  // namespace

int main(int argc, char** argv) {
  xgrad::set_num_threads(1);
  bench::report_lstm_steps<Model>(argc > 1 ? std::atoi(argv[1]) : 10);
}
