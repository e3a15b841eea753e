// What the handles to one module share. Internal.
#pragma once

#include <xgrad/nn/module/module.hpp>

#include <atomic>
#include <map>

namespace xgrad::nn {

/// The hooks of a module, by number and so in the order of registration.
struct Hooks {
  std::map<std::uint64_t, ForwardPreHook> before;
  std::map<std::uint64_t, ForwardHook> after;
  std::map<std::uint64_t, StepObserver> steps;
};

/// Names in the order of registration, and what every handle of the module must agree on.
struct Registry {
  ModuleBase::NamedTensors parameters;
  ModuleBase::NamedTensors buffers;
  std::vector<std::pair<std::string, std::shared_ptr<ModuleBase>>> children;
  /// The step in the path of messages: the name under which a parent registered the module, behind
  /// that of a parent which is never called.
  std::string step;
  /// "LSTM 65 -> 128", for messages; without a parent empty until the first call.
  std::string title;
  /// Whether it was called, after which the title is never empty.
  std::atomic<bool> called = false;
  /// How many parents registered the module and have not replaced it.
  int parents = 0;
  bool replaced = false;
  bool training = true;
  /// Empty where there are none, so that calls need not look further.
  std::shared_ptr<const Hooks> hooks;
};

/// While it lives, copies of modules and parameters made on this thread are deep: each original is
/// copied once, and everything that referred to it refers to its copy.
class Cloning {
 public:
  Cloning();
  ~Cloning();
  Cloning(const Cloning&) = delete;
  Cloning& operator=(const Cloning&) = delete;

  /// The copy of a registry, or the registry itself while nothing is cloned.
  static std::shared_ptr<Registry> of(const std::shared_ptr<Registry>& original);
  static Tensor of(const Tensor& original);

 private:
  std::map<const Registry*, std::shared_ptr<Registry>> registries_;
  std::map<const TensorBody*, Tensor> tensors_;
  Cloning* outer_;
};

}  // namespace xgrad::nn
