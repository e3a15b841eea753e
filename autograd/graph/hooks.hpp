// What a node calls with the finished gradients of its outputs.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <functional>
#include <map>

namespace xgrad {

/// Hooks of one node, in the order of registration, and the gradients it keeps for results.
struct GradientHooks {
  struct Hook {
    std::uint32_t output;
    std::function<Tensor(const Tensor&)> function;
  };
  std::map<std::uint64_t, Hook> functions;
  /// Gradients of outputs for which `retain_grad` was called; undefined before the first pass.
  std::map<std::uint32_t, Tensor> retained;

  /// The gradient of `output` after all its hooks. Throws what they throw, and GraphError for a
  /// wrong result. Each hook gets a gradient that it may write into.
  Tensor run(std::uint32_t output, Tensor gradient, bool recorded) const;
};

}  // namespace xgrad
