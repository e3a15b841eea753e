// What one tiny product costs, in processor time of one thread: a chain of 1000, forward, backward
// and freeing; and without a graph. The same for xgrad and its peer.
#pragma once

#include "figures.hpp"
#include "stopwatch.hpp"

namespace bench {

/// Measures products of two tensors of one element that need gradients, and prints the figures;
/// `NoGrad` is the guard under which nothing is recorded.
template <class NoGrad, class Tensor>
void report_tiny_mul(const Tensor& x, const Tensor& y) {
  constexpr int kLength = 1000;
  constexpr int kRounds = 200;
  const auto multiply = [&] {
    auto product = x * y;
    for (int i = 1; i < kLength; ++i) product = product * y;
    return product;
  };
  const auto differentiate = [&] { multiply().backward(); };
  const auto multiply_only = [&] {
    const NoGrad no_grad;
    multiply();
  };
  const double with_graph = best_seconds(kRounds, differentiate, processor_seconds);
  const double without_graph = best_seconds(kRounds, multiply_only, processor_seconds);
  print_figure("tiny mul with its gradients, us", 1e6 * with_graph / kLength);
  print_figure("tiny mul without a graph, us", 1e6 * without_graph / kLength);
}

}  // namespace bench
