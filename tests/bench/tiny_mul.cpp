// What xgrad takes for one tiny product, in processor time of one thread: a chain of 1000, forward,
// backward and freeing; and without a graph.

#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/grad_mode.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/threads.hpp>

#include "stopwatch.hpp"
#include <cstdio>

int main() {
  constexpr int kLength = 1000;
  constexpr int kRounds = 200;
  xgrad::set_num_threads(1);
  const auto x = xgrad::full({1}, 1.0001).requires_grad_();
  const auto y = xgrad::full({1}, 0.9999).requires_grad_();

  const auto multiply = [&] {
    auto product = x * y;
    for (int i = 1; i < kLength; ++i) product = product * y;
    return product;
  };
  const auto differentiate = [&] { multiply().backward(); };
  const auto multiply_only = [&] {
    const xgrad::NoGrad no_grad;
    multiply();
  };
  const double with_graph = bench::best_seconds(kRounds, differentiate, bench::processor_seconds);
  const double without_graph =
      bench::best_seconds(kRounds, multiply_only, bench::processor_seconds);
  std::printf("tiny mul: %.3f us forward, backward and freeing, %.3f us without a graph\n",
              1e6 * with_graph / kLength, 1e6 * without_graph / kLength);
}
