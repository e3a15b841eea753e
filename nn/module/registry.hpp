// The state that all handles to one module share. Internal.
#pragma once

#include <xgrad/autograd/graph/hook_list.hpp>
#include <xgrad/nn/module/module.hpp>

#include <atomic>
#include <map>
#include <memory>
#include <vector>

namespace xgrad::nn {

/// The parameters, buffers and children in order of registration, and the other state that all
/// handles share.
struct Registry {
  ModuleBase::NamedTensors parameters;
  ModuleBase::NamedTensors buffers;
  std::vector<std::pair<std::string, std::shared_ptr<ModuleBase>>> children;
  /// The scope of the module in message paths: the name under which a parent registered it,
  /// prefixed by the name of a parent that is never called.
  std::string scope;
  /// "LSTM 65 -> 128", for messages; empty until the first call for a module without a parent.
  std::string description;
  /// Whether the module was called; its description is not empty from then on.
  std::atomic<bool> called = false;
  /// The modules that registered this one and have not replaced it.
  std::vector<std::weak_ptr<Registry>> parents;
  bool replaced = false;
  bool training = true;
  HookList<ForwardPreHook> before_forward;
  HookList<ForwardHook> after_forward;
  HookList<StepObserver> step_observers;
};

/// During its lifetime, no module is being called on this thread: hooks may call modules that are
/// registered nowhere.
struct ModuleBase::Call::Outside {
  const Call* const innermost = std::exchange(innermost_, nullptr);
  ~Outside() { innermost_ = innermost; }
};

/// During its lifetime, copies of modules and parameters made on this thread are deep: each
/// original is copied once, and every reference to it becomes a reference to the copy.
class Cloning {
 public:
  Cloning();
  ~Cloning();
  Cloning(const Cloning&) = delete;
  Cloning& operator=(const Cloning&) = delete;

  /// Returns the copy of a registry, or the registry itself outside of a clone.
  static std::shared_ptr<Registry> of(const std::shared_ptr<Registry>& original);
  static Tensor of(const Tensor& original);

 private:
  std::map<const Registry*, std::shared_ptr<Registry>> registries_;
  std::map<const TensorBody*, Tensor> tensors_;
  Cloning* outer_;
};

}  // namespace xgrad::nn
