// Hooks that a node calls with the complete gradients of its outputs.
#pragma once

#include <xgrad/autograd/graph/hook_list.hpp>
#include <xgrad/autograd/tensor.hpp>

#include <functional>
#include <map>

namespace xgrad {

/// The hooks of one node and the retained gradients of its outputs.
struct GradientHooks {
  struct Hook {
    std::uint32_t output;
    std::function<Tensor(const Tensor&)> function;
  };
  HookList<Hook> functions;
  /// Gradients of outputs for which `retain_grad` was called; undefined before the first pass.
  std::map<std::uint32_t, Tensor> retained;

  /// Returns the gradient of `output` after all its hooks. Throws what they throw, and GraphError
  /// for an invalid result. Each hook receives a gradient that it may modify.
  Tensor run(std::uint32_t output, Tensor gradient, bool recorded) const;
};

}  // namespace xgrad
