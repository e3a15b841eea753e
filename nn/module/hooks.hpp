// Hooks: functions that run before or after every call of a module.
#pragma once

#include <xgrad/autograd/graph/hook_handle.hpp>

#include <functional>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

namespace xgrad {
class Tensor;
}

namespace xgrad::nn {

class ModuleBase;
struct ObservedStep;

/// Runs before `forward`.
using ForwardPreHook = std::function<void(const ModuleBase& module)>;

/// The result of a `forward`.
struct ForwardResult {
  const std::type_info* type;
  void* value;
  std::vector<Tensor> (*tensors)(const void* value);
};

/// Runs after `forward` with its result, if the result has the type given here, or any type if it
/// is null.
struct ForwardHook {
  const std::type_info* result;
  std::function<void(const ModuleBase& module, const ForwardResult& result)> call;
};

/// Receives the steps of a recurrent layer as they are computed.
using StepObserver = std::function<void(const ObservedStep& step)>;

/// The result type that a hook takes: Result for `void(const ModuleBase&, Result&)`.
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

/// A function of this signature that accepts results of any type.
template <class Hook>
ForwardHook forward_hook(const Hook& hook) {
  using Result = HookedResultOf<Hook>;
  return {&typeid(Result), [hook](const ModuleBase& module, const ForwardResult& result) {
            hook(module, *static_cast<Result*>(result.value));
          }};
}

/// The return type of a member function.
template <class Result, class Class, class... Arguments>
Result result_of(Result (Class::*)(Arguments...) const);

/// False when `forward` of M is known at compile time never to return a Result.
template <class M, class Result>
constexpr bool may_return() {
  if constexpr (requires { result_of(&M::forward); }) {
    return std::is_same_v<decltype(result_of(&M::forward)), Result>;
  } else {
    return true;
  }
}

}  // namespace xgrad::nn
