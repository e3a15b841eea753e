// SelectOutput: passes on only the output of a module that returns more than one tensor.
#pragma once

#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/nn/module/module.hpp>

#include <concepts>
#include <functional>
#include <tuple>

namespace xgrad::nn {

/// Options of SelectOutput.
struct SelectOutputOptions {
  /// Returns only the output at the last time step, without the time axis. At that step the
  /// backward direction of a layer has processed one step only; its final h is in the state.
  bool last_step = false;
};

/// Adapts a module that returns more than one tensor for a Sequential:
/// `Sequential(SelectOutput(LSTM({...})), Linear(64, 10))`
/// Returns the member `output` of the result, or the first element of a tuple.
class SelectOutput : public Module<SelectOutput> {
 public:
  template <std::derived_from<ModuleBase> M>
  requires(!std::derived_from<M, SelectOutput>) explicit SelectOutput(
      const M& module, SelectOutputOptions options = {})
      : options_(options) {
    run_ = [module = register_module("module", module), options](const Tensor& input) {
      const Tensor output = output_of(module(input));
      return options.last_step ? select(output, time_axis(module, output), -1) : output;
    };
  }

  /// Takes the input of the module. Returns [time, batch, features], or with `last_step`
  /// [batch, features].
  Tensor forward(const Tensor& input) const { return run_(input); }
  std::string extra_repr() const override { return options_.last_step ? "last step" : ""; }

 private:
  template <class Result>
  static Tensor output_of(const Result& result) {
    if constexpr (requires { result.output; }) {
      return result.output;
    } else {
      return std::get<0>(result);
    }
  }

  template <class M>
  static Index time_axis(const M& module, const Tensor& output) {
    if constexpr (requires { module.options().batch_first; }) {
      return module.options().batch_first && output.rank() == 3 ? 1 : 0;
    } else {
      return 0;
    }
  }

  std::function<Tensor(const Tensor&)> run_;
  SelectOutputOptions options_;
};

}  // namespace xgrad::nn
