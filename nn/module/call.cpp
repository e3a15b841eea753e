// Calls of modules: their path in messages, their hooks, and the refusal of unregistered modules.
#include <xgrad/autograd/grad_mode.hpp>
#include <xgrad/autograd/graph/engine.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/threads/locks.hpp>
#include <xgrad/nn/module/registry.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace xgrad::nn {
namespace {

// The scope of a module without a parent: "model" for the outermost one, "" for others.
std::string_view root_scope() {
  return with_out_of_memory([] { return Scope::path().empty() ? "model" : ""; });
}

// The description is computed once, so that calls do not format text. A std::once_flag would stay
// locked in the child process of a concurrent fork(). The module's own code runs without a lock.
std::string_view description_of(const ModuleBase& module, Registry& registry) {
  if (registry.called.load(std::memory_order_acquire)) return registry.description;
  std::unique_lock lock(shared_mutex(Shared::module_descriptions));
  if (registry.description.empty()) {
    lock.unlock();
    std::string description = with_out_of_memory([&] { return module.description(); });
    lock.lock();
    if (registry.description.empty()) registry.description = std::move(description);
  }
  registry.called.store(true, std::memory_order_release);
  return registry.description;
}

// Compares owners, which takes no reference.
bool is_same(const std::weak_ptr<Registry>& a, const std::shared_ptr<Registry>& b) {
  return !a.owner_before(b) && !b.owner_before(a);
}

}  // namespace

constinit thread_local const ModuleBase::Call* ModuleBase::Call::innermost_ = nullptr;

ModuleBase::Call::Call(const ModuleBase& module, std::span<const ModuleBase* const> arguments)
    : module_(checked(module)),
      arguments_(arguments),
      outer_(innermost_),
      scope_(module.registry_->scope.empty() ? root_scope() : module.registry_->scope,
             description_of(module, *module.registry_)),
      hooked_(!module.registry_->before_forward.empty() ||
              !module.registry_->after_forward.empty()) {
  if (module.registry_->replaced) {
    throw ValueError("this module was replaced in its parent through another handle",
                     "copy the parent again after replace_module(), or clone() a module to keep");
  }
  innermost_ = this;
}

ModuleBase::Call::~Call() {
  innermost_ = outer_;
}

// Whether a module is in the tree of a module that is being called, or that was passed to one.
bool ModuleBase::Call::reaches(const std::shared_ptr<Registry>& registry) const {
  for (const Call* call = this; call; call = call->outer_) {
    if (call->module_.registry_ == registry) return true;
    for (const ModuleBase* argument : call->arguments_) {
      if (argument && argument->registry_ == registry) return true;
    }
  }
  return std::ranges::any_of(registry->parents, [this](const std::weak_ptr<Registry>& parent) {
    const std::shared_ptr<Registry> alive = parent.lock();
    return alive && reaches(alive);
  });
}

// Whether a module has parameters that require gradients.
bool ModuleBase::Call::is_trainable(const Registry& registry) {
  const auto trainable = [](const auto& named) { return named.second.requires_grad(); };
  return std::ranges::any_of(registry.parameters, trainable) ||
         std::ranges::any_of(registry.children, [](const auto& child) {
           return is_trainable(*child.second->registry_);
         });
}

// See Note [Unregistered modules]. A backward pass may call modules of any graph.
const ModuleBase& ModuleBase::Call::checked(const ModuleBase& module) {
  if (!innermost_ || !grad_enabled()) return module;
  const std::shared_ptr<Registry>& registry = module.registry_;
  for (const std::weak_ptr<Registry>& parent : registry->parents) {
    if (is_same(parent, innermost_->module_.registry_)) return module;
  }
  if (registry->replaced || innermost_->reaches(registry) || !is_trainable(*registry) ||
      running_pass() != 0) {
    return module;
  }
  return with_out_of_memory([&]() -> const ModuleBase& {
    std::set<const TensorBody*> registered;  // the module may wrap registered ones
    for (const Call* call = innermost_; call; call = call->outer_) {
      for (const Tensor& parameter : call->module_.parameters()) {
        registered.insert(parameter.body().get());
      }
    }
    for (const auto& [name, parameter] : module.named_parameters()) {
      if (!parameter.requires_grad() || registered.contains(parameter.body().get())) continue;
      throw ValueError(
          fmt::format("{} is called here but is not registered: an optimizer would not train '{}'",
                      module.description(), name),
          fmt::format("declare it as `{0} layer = register_module(\"layer\", {0}(...))`; a module "
                      "that is not to be trained is frozen with freeze() or called under NoGrad",
                      module.name()));
    }
    return module;
  });
}

void ModuleBase::Call::run_pre_hooks() const {
  const auto hooks = module_.registry_->before_forward.present();
  if (!hooks) return;
  const Outside outside;
  for (const auto& [number, hook] : *hooks) hook(module_);
}

void ModuleBase::Call::run_hooks(const ForwardResult& result) const {
  const auto hooks = module_.registry_->after_forward.present();
  if (!hooks) return;
  const Outside outside;
  for (const auto& [number, hook] : *hooks) {
    if (!hook.result || *hook.result == *result.type) hook.call(module_, result);
  }
}

}  // namespace xgrad::nn
