// What xgrad takes to update the parameters of the character model.
#include "shared/adam.hpp"

#include <xgrad/xgrad.hpp>

int main() {
  xgrad::set_num_threads(1);
  const xgrad::nn::LSTM lstm(
      {.input_size = bench::kCharacters, .hidden_size = bench::kCharUnits, .num_layers = 2});
  const xgrad::nn::Linear head(bench::kCharUnits, bench::kCharacters);
  mean(square(head(lstm(xgrad::randn({5, 5, bench::kCharacters})).output))).backward();

  auto parameters = lstm.parameters();
  for (const auto& parameter : head.parameters()) parameters.push_back(parameter);
  xgrad::optim::Adam optimizer(parameters, {.lr = bench::kLearningRate});
  bench::report_adam([&] {
    xgrad::optim::clip_grad_norm_(parameters, bench::kLargestNorm);
    optimizer.step();
  });
}
