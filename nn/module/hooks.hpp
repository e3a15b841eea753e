// Functions that run before or after every call of a module, whoever calls it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <type_traits>
#include <typeinfo>
#include <utility>

namespace xgrad::nn {

class ModuleBase;
struct ObservedStep;
struct Registry;

/// Runs before `forward`.
using ForwardPreHook = std::function<void(const ModuleBase& module)>;

/// Runs after `forward`, with what that returned, if it is of the type named here.
struct ForwardHook {
  const std::type_info* result;
  std::function<void(const ModuleBase& module, void* result)> call;
};

/// Is shown the steps of a recurrent layer as they are computed.
using StepObserver = std::function<void(const ObservedStep& step)>;

/// What registering a hook gives: the means to remove it. The hook stays when its handle goes.
class HookHandle {
 public:
  HookHandle() = default;
  HookHandle(const std::shared_ptr<Registry>& registry, std::uint64_t number)
      : registry_(registry), number_(number) {}
  /// Moving copies, so that the handle moved from still removes the hook.
  HookHandle(const HookHandle&) = default;
  HookHandle& operator=(const HookHandle&) = default;

  /// Removes the hook; nothing happens if that, or its module, is gone already.
  void remove() const;

 private:
  std::weak_ptr<Registry> registry_;
  std::uint64_t number_ = 0;
};

/// The type of results that a hook takes: of `void(const ModuleBase&, Result&)`, Result.
template <class Function>
struct HookedResult {
  static_assert(std::is_void_v<Function>,
                "a forward hook is void(const ModuleBase& module, Result& result), not generic; it "
                "changes the result in place");
};
template <class Module, class Result>
struct HookedResult<std::function<void(Module, Result)>> {
  using type = std::remove_cvref_t<Result>;
};
template <class Hook>
using HookedResultOf =
    typename HookedResult<decltype(std::function(std::declval<const Hook&>()))>::type;

/// Such a function for results of whatever type.
template <class Hook>
ForwardHook forward_hook(const Hook& hook) {
  using Result = HookedResultOf<Hook>;
  return {&typeid(Result), [hook](const ModuleBase& module, void* result) {
            hook(module, *static_cast<Result*>(result));
          }};
}

/// What a member function returns.
template <class Result, class Class, class... Arguments>
Result result_of(Result (Class::*)(Arguments...) const);

/// False when `forward` of M is known never to return a Result.
template <class M, class Result>
constexpr bool may_return() {
  if constexpr (requires { result_of(&M::forward); }) {
    return std::is_same_v<decltype(result_of(&M::forward)), Result>;
  } else {
    return true;
  }
}

}  // namespace xgrad::nn
