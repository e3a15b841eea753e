// Lists of hooks. They are replaced as a whole, so that a hook may remove itself while it runs.
#include <xgrad/core/error.hpp>
#include <xgrad/nn/module/registry.hpp>

#include <atomic>

namespace xgrad::nn {
namespace {

// Applies `change` to a copy of a module's hooks and installs the copy.
template <class Change>
void change_hooks(Registry& registry, const Change& change) {
  Hooks hooks = registry.hooks ? *registry.hooks : Hooks();
  change(hooks);
  const bool none = hooks.before.empty() && hooks.after.empty() && hooks.steps.empty();
  registry.hooks = none ? nullptr : std::make_shared<const Hooks>(std::move(hooks));
}

template <class Hook>
HookHandle add(const std::shared_ptr<Registry>& registry,
               std::map<std::uint64_t, Hook> Hooks::*list, Hook hook) {
  static std::atomic<std::uint64_t> next = 1;
  const std::uint64_t number = next.fetch_add(1, std::memory_order_relaxed);
  change_hooks(*registry, [&](Hooks& hooks) { (hooks.*list).emplace(number, std::move(hook)); });
  return {registry, number};
}

}  // namespace

HookHandle ModuleBase::register_forward_pre_hook(ForwardPreHook hook) const {
  return with_out_of_memory(
      [&]() -> HookHandle { return add(registry_, &Hooks::before, std::move(hook)); });
}

HookHandle ModuleBase::add_forward_hook(ForwardHook hook) const {
  return with_out_of_memory(
      [&]() -> HookHandle { return add(registry_, &Hooks::after, std::move(hook)); });
}

HookHandle ModuleBase::add_step_observer(StepObserver observer) const {
  return with_out_of_memory(
      [&]() -> HookHandle { return add(registry_, &Hooks::steps, std::move(observer)); });
}

StepObserver ModuleBase::step_observer() const {
  const auto hooks = registry_->hooks;
  if (!hooks || hooks->steps.empty()) return {};
  return [hooks](const ObservedStep& step) {
    const Call::Outside outside;
    for (const auto& [number, observer] : hooks->steps) observer(step);
  };
}

void HookHandle::remove() const {
  const auto registry = registry_.lock();
  if (!registry || !registry->hooks) return;
  change_hooks(*registry, [&](Hooks& hooks) {
    hooks.before.erase(number_);
    hooks.after.erase(number_);
    hooks.steps.erase(number_);
  });
}

}  // namespace xgrad::nn
