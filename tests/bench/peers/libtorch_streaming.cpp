// What a single time step takes in libtorch.
#include "shared/stopwatch.hpp"
#include "shared/streaming.hpp"
#include <torch/torch.h>
#include <tuple>

int main() {
  torch::set_num_threads(1);
  const torch::NoGradGuard no_grad;
  torch::nn::LSTMCell cell(bench::kStreamWidth, bench::kStreamWidth);
  const auto input = torch::randn({1, bench::kStreamWidth});
  std::tuple<torch::Tensor, torch::Tensor> state{torch::zeros({1, bench::kStreamWidth}),
                                                 torch::zeros({1, bench::kStreamWidth})};
  const auto step = [&] { state = cell(input, state); };
  bench::report_step(
      bench::best_seconds(bench::kStreamRounds, bench::run_of(step), bench::processor_seconds));
}
