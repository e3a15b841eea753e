// Registration of hooks and step observers.
#include <xgrad/core/error.hpp>
#include <xgrad/nn/module/registry.hpp>

namespace xgrad::nn {

HookHandle ModuleBase::register_forward_pre_hook(ForwardPreHook hook) const {
  return with_out_of_memory(
      [&]() -> HookHandle { return registry_->before_forward.add(std::move(hook)); });
}

HookHandle ModuleBase::add_forward_hook(ForwardHook hook) const {
  return with_out_of_memory(
      [&]() -> HookHandle { return registry_->after_forward.add(std::move(hook)); });
}

HookHandle ModuleBase::add_step_observer(StepObserver observer) const {
  return with_out_of_memory(
      [&]() -> HookHandle { return registry_->step_observers.add(std::move(observer)); });
}

StepObserver ModuleBase::step_observer() const {
  const auto observers = registry_->step_observers.present();
  if (!observers) return {};
  return [observers](const ObservedStep& step) {
    const Call::Outside outside;
    for (const auto& [number, observer] : *observers) observer(step);
  };
}

}  // namespace xgrad::nn
