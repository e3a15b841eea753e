// What an LSTM costs in libtorch: training and inference at the shapes the project quotes, and per
// step at T = 100 and 1000.

#include "stopwatch.hpp"
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <torch/torch.h>

namespace {

struct Shape {
  std::int64_t time, batch, input, hidden, layers;
};

struct Milliseconds {
  double training, inference;
};

Milliseconds measure(const Shape& shape, int rounds) {
  torch::nn::LSTM lstm(torch::nn::LSTMOptions(shape.input, shape.hidden).num_layers(shape.layers));
  const auto x = torch::randn({shape.time, shape.batch, shape.input});
  const double training = bench::best_seconds(rounds, [&] {
    lstm->zero_grad();
    std::get<0>(lstm(x)).sum().backward();
  });
  const double inference = bench::best_seconds(rounds, [&] {
    const torch::NoGradGuard no_grad;
    lstm(x);
  });
  return {1e3 * training, 1e3 * inference};
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 10;
  torch::set_num_threads(1);
  for (const Shape& shape : {Shape{25, 1, 64, 100, 1}, Shape{50, 50, 65, 128, 2},
                             Shape{100, 32, 128, 256, 1}, Shape{100, 64, 256, 512, 1}}) {
    const auto ms = measure(shape, rounds);
    std::printf(
        "lstm T%-4ld B%-3ld I%-3ld H%-3ld layers %ld: training %.3f ms, inference %.3f ms\n",
        static_cast<long>(shape.time), static_cast<long>(shape.batch),
        static_cast<long>(shape.input), static_cast<long>(shape.hidden),
        static_cast<long>(shape.layers), ms.training, ms.inference);
  }
  const double short_step = measure({100, 8, 32, 64, 1}, rounds).training / 100;
  const double long_step = measure({1000, 8, 32, 64, 1}, rounds).training / 1000;
  std::printf("training per step: %.4f ms at T = 100, %.4f ms at T = 1000, ratio %.3f\n",
              short_step, long_step, long_step / short_step);
}
