// Gradient checks of modules with respect to their parameters and inputs.
#pragma once

#include <xgrad/autograd/gradcheck/gradcheck.hpp>
#include <xgrad/nn/recurrent/recurrent.hpp>

namespace xgrad::nn {

/// The outputs of a module called with tensors. For a recurrent module, outputs after the first are
/// the state.
template <class M>
std::vector<Tensor> outputs_of(const M& module, const std::vector<Tensor>& t) {
  std::vector<Tensor> outputs;
  const auto collect = [&](const auto& result) {
    if constexpr (std::is_same_v<decltype(result), const RecurrentOutput&>) {
      outputs.push_back(result.output);
      for (const Tensor& state : result.state.tensors()) outputs.push_back(state);
    } else {
      for_each_tensor(result, [&](const Tensor& output) { outputs.push_back(output); });
    }
  };
  if constexpr (requires(State state) { module.forward(t[0], state); }) {
    collect(module(t.at(0), State::of({t.begin() + 1, t.end()})));
  } else if constexpr (requires { module.forward(t[0]); }) {
    collect(module(t.at(0)));
  } else {
    collect(module(t.at(0), t.at(1)));
  }
  return outputs;
}

/// The variables of a check: the parameters that are not frozen, and the inputs that require
/// gradients.
std::vector<std::pair<std::string, Tensor>> variables_of(const ModuleBase& module,
                                                         const std::vector<Tensor>& inputs,
                                                         const GradcheckOptions& options);

/// Checks the derivatives of a float64 module with respect to its parameters and to the inputs that
/// require gradients: the arguments of `forward`, or the input and the states of a recurrent
/// module.
/// Messages use the names of `named_parameters()`. Throws as `xgrad::gradcheck`.
template <class M>
requires std::is_base_of_v<ModuleBase, M> GradcheckResult gradcheck(
    const M& module, const std::vector<Tensor>& inputs, const GradcheckOptions& options = {}) {
  return gradcheck_of([&] { return outputs_of(module, inputs); },
                      variables_of(module, inputs, options), options);
}

/// Checks the second derivatives of a module; arguments and errors as for `gradcheck`.
template <class M>
requires std::is_base_of_v<ModuleBase, M> GradcheckResult gradgradcheck(
    const M& module, const std::vector<Tensor>& inputs, const GradcheckOptions& options = {}) {
  return gradgradcheck_of([&] { return outputs_of(module, inputs); },
                          variables_of(module, inputs, options), options);
}

}  // namespace xgrad::nn

namespace xgrad {
using nn::gradcheck;
using nn::gradgradcheck;
}  // namespace xgrad
