// What an LSTM costs in libtorch, in processor time of one thread: training and inference at the
// shapes the project quotes, and training per step at T = 100 and T = 1000.

#include "stopwatch.hpp"
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <torch/torch.h>

namespace {

struct Shape {
  std::int64_t time, batch, input, hidden, layers;
};

struct Model {
  explicit Model(const Shape& shape)
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
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 10;
  torch::set_num_threads(1);
  for (const Shape& shape : {Shape{25, 1, 64, 100, 1}, Shape{50, 50, 65, 128, 2},
                             Shape{100, 32, 128, 256, 1}, Shape{100, 64, 256, 512, 1}}) {
    Model model(shape);
    const double training = 1e3 * bench::best_seconds(
                                      rounds, [&] { model.train(); }, bench::processor_seconds);
    const double inference = 1e3 * bench::best_seconds(
                                       rounds, [&] { model.infer(); }, bench::processor_seconds);
    std::printf(
        "lstm T%-4ld B%-3ld I%-3ld H%-3ld layers %ld: training %.3f ms, inference %.3f ms\n",
        static_cast<long>(shape.time), static_cast<long>(shape.batch),
        static_cast<long>(shape.input), static_cast<long>(shape.hidden),
        static_cast<long>(shape.layers), training, inference);
  }

  Model short_model({100, 8, 32, 64, 1});
  Model long_model({1000, 8, 32, 64, 1});
  const auto [short_time, long_time] = bench::best_seconds_in_turn(
      rounds, [&] { short_model.train(); }, [&] { long_model.train(); }, bench::processor_seconds);
  std::printf("training per step: %.4f ms at T = 100, %.4f ms at T = 1000, ratio %.3f\n",
              10 * short_time, long_time, long_time / (10 * short_time));
}
