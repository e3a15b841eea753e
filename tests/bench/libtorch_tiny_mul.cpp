// What libtorch takes for one tiny product, in processor time of one thread: a chain of 1000,
// forward, backward and freeing; and without a graph.

#include "stopwatch.hpp"
#include <cstdio>
#include <torch/torch.h>

int main() {
  constexpr int kLength = 1000;
  constexpr int kRounds = 200;
  torch::set_num_threads(1);
  const auto x = torch::full({1}, 1.0001, torch::requires_grad());
  const auto y = torch::full({1}, 0.9999, torch::requires_grad());

  const auto multiply = [&] {
    auto product = x * y;
    for (int i = 1; i < kLength; ++i) product = product * y;
    return product;
  };
  const auto differentiate = [&] { multiply().backward(); };
  const auto multiply_only = [&] {
    const torch::NoGradGuard no_grad;
    multiply();
  };
  const double with_graph = bench::best_seconds(kRounds, differentiate, bench::processor_seconds);
  const double without_graph =
      bench::best_seconds(kRounds, multiply_only, bench::processor_seconds);
  std::printf("tiny mul: %.3f us forward, backward and freeing, %.3f us without a graph\n",
              1e6 * with_graph / kLength, 1e6 * without_graph / kLength);
}
