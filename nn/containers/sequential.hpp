// Sequential: applies layers and functions one after the other.
#pragma once

#include <xgrad/nn/module/module.hpp>

#include <concepts>
#include <functional>

namespace xgrad::nn {

/// Applies modules and functions from Tensor to Tensor in order:
/// `Sequential{Linear(3, 4), xgrad::tanh, Linear(4, 1)}`
/// In braces, layers are made, and draw their initial values, from left to right; in parentheses the
/// compiler chooses the order. Modules are registered under their positions, "0", "2", as in PyTorch.
class Sequential : public Module<Sequential> {
 public:
  using Step = std::function<Tensor(const Tensor&)>;

  template <class First, class... Rest>
  requires(!std::derived_from<First, Sequential> ||
           sizeof...(Rest) > 0) explicit Sequential(const First& first, const Rest&... rest) {
    append(first);
    (append(rest), ...);
  }

  /// The number of modules and functions.
  std::size_t size() const { return steps_.size(); }

  Tensor forward(Tensor x) const;

 private:
  template <class T>
  void append(const T& step) {
    constexpr bool fits = std::is_invocable_r_v<Tensor, const T&, const Tensor&>;
    static_assert(
        fits,
        "a step of a Sequential takes a Tensor and returns a Tensor; a layer that returns "
        "more is wrapped, as in nn::SelectOutput(nn::LSTM(...))");
    if constexpr (!fits) {
    } else if constexpr (std::derived_from<T, ModuleBase>) {
      steps_.emplace_back(register_module(std::to_string(steps_.size()), step));
    } else {
      steps_.emplace_back(step);
    }
  }

  std::vector<Step> steps_;
};

}  // namespace xgrad::nn
