// Summary: the output shapes, parameters and activations of every module of a model.
#pragma once

#include <xgrad/nn/module/module.hpp>

#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

namespace xgrad::nn {

/// A module of a summary.
struct ModuleSummary {
  /// The dotted name; empty for the model itself.
  std::string name;
  /// The class name and `extra_repr()`.
  std::string description;
  /// The number of its calls.
  Index calls = 0;
  /// The shapes of the tensors that its first call returned. A result type of your own needs a
  /// function `tensors`.
  std::vector<Shape> outputs = {};
  /// The number of elements of its own parameters, without those of its children. A parameter that
  /// several modules share counts in the first of them.
  Index trainable = 0, frozen = 0;
  /// The memory that its calls left allocated, those of its children included: their results and
  /// what is saved for the backward pass, without the packed copies of weights.
  Index activation_bytes = 0;
};

/// The modules of a model, parents first. A module with several names is listed under the first.
struct Summary {
  std::vector<ModuleSummary> modules;

  /// The number of elements of all parameters.
  Index trainable() const;
  Index frozen() const;
  /// The activations of the whole model.
  Index activation_bytes() const { return modules.empty() ? 0 : modules[0].activation_bytes; }
  /// A table with one line for each module, and one for the whole model.
  std::string to_string() const;

  /// The summary of a model during a call. Internal.
  static Summary of(const ModuleBase& model, const std::function<void()>& call);
};

/// Writes `to_string()`.
std::ostream& operator<<(std::ostream& stream, const Summary& summary);

/// Calls the model once, in evaluation mode, and returns what its modules returned and kept for the
/// backward pass; under NoGrad the activations are the results alone. The call runs the hooks of
/// the model. Afterwards modes, gradients and buffers are as before; no random numbers are drawn
/// unless a module draws them in evaluation mode. Activations are measured by `live_counts()`, so
/// nothing else may be computed meanwhile.
template <class M, class... Arguments>
Summary summary(const M& model, const Arguments&... arguments) {
  return Summary::of(model, [&] { static_cast<void>(model(arguments...)); });
}

}  // namespace xgrad::nn
