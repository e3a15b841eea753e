// What libtorch takes to update the parameters of the character model.
#include "shared/adam.hpp"
#include <torch/torch.h>

int main() {
  torch::set_num_threads(1);
  torch::nn::LSTM lstm(torch::nn::LSTMOptions(bench::kCharacters, bench::kCharUnits).num_layers(2));
  torch::nn::Linear head(bench::kCharUnits, bench::kCharacters);
  head(std::get<0>(lstm(torch::randn({5, 5, bench::kCharacters})))).square().mean().backward();

  auto parameters = lstm->parameters();
  for (const auto& parameter : head->parameters()) parameters.push_back(parameter);
  torch::optim::Adam optimizer(parameters, torch::optim::AdamOptions(bench::kLearningRate));
  bench::report_adam([&] {
    torch::nn::utils::clip_grad_norm_(parameters, bench::kLargestNorm);
    optimizer.step();
  });
}
