// Module: a callable handle to named parameters, buffers and child modules.
#pragma once

#include <xgrad/autograd/state_dict.hpp>
#include <xgrad/core/class_name.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/module/convention.hpp>
#include <xgrad/nn/module/forward.hpp>
#include <xgrad/nn/module/hooks.hpp>
#include <xgrad/nn/module/parameter.hpp>
#include <xgrad/nn/module/result.hpp>

#include <array>
#include <iosfwd>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace xgrad::nn {

class Cloning;
struct Registry;
struct Summary;

/// Base of all modules, independent of the signature of `forward`. Copies are handles to one
/// module.
class ModuleBase {
 public:
  using NamedTensors = std::vector<std::pair<std::string, Tensor>>;

  ModuleBase(const ModuleBase& other);
  ModuleBase(ModuleBase&&) = delete;                  // see Module
  ModuleBase& operator=(const ModuleBase&) = delete;  // change a child with replace_module()
  virtual ~ModuleBase();

  /// Name of the class, such as "LSTM".
  virtual std::string_view name() const = 0;
  /// What messages and printing add to the class name, such as "65 -> 128, 2 layers".
  virtual std::string extra_repr() const { return {}; }
  /// The class name and `extra_repr()`: "LSTM 65 -> 128, 2 layers".
  std::string description() const;

  /// All parameters, including those of child modules, each once, in order of registration.
  std::vector<Tensor> parameters() const;
  /// All parameters with their dotted names: "lstm.weight_ih_l0".
  NamedTensors named_parameters() const;
  /// The parameter with a dotted name: `model.get_parameter("lstm.weight_hh_l0")`. Throws
  /// ValueError when there is none.
  Tensor get_parameter(std::string_view name) const;
  /// All buffers, including those of child modules, each once.
  std::vector<Tensor> buffers() const;
  /// All buffers with their dotted names.
  NamedTensors named_buffers() const;
  /// Child modules by name, in order of registration.
  std::vector<std::pair<std::string, std::shared_ptr<const ModuleBase>>> named_children() const;
  /// This module, named "", and all modules below it by dotted name, parents first. The pointers
  /// are valid for the lifetime of this module.
  std::vector<std::pair<std::string, const ModuleBase*>> named_modules() const;

  /// Sets this module and all modules below it to training mode, or to evaluation mode.
  void train(bool on = true) const;
  /// Sets evaluation mode: train(false).
  void eval() const { train(false); }
  bool is_training() const;

  /// Converts all floating parameters and buffers to `dtype`, for all handles; drops gradients.
  /// Throws DTypeError unless `dtype` is floating.
  void to(DType dtype) const;
  /// Drops the gradients of all parameters.
  void zero_grad() const;
  /// Freezes all parameters, including those of child modules: their gradients are dropped, they
  /// get no new ones, and optimizers skip them.
  void freeze() const { set_frozen(true); }
  /// Reverts `freeze`.
  void unfreeze() const { set_frozen(false); }

  /// Calls a function once with every module of class M in this tree, children before their parents
  /// and this module last.
  /// `model.apply<nn::Linear>([](const nn::Linear& layer) {...})`
  template <class M = ModuleBase, class Function>
  void apply(const Function& function) const {
    visit([&](const ModuleBase& module) {
      if (const auto* const found = dynamic_cast<const M*>(&module)) function(*found);
    });
  }

  /// Calls `hook(module)` before every `forward` of this module, for all handles but not for
  /// clones; `register_forward_hook` does so too. A hook must not hold a handle to the module,
  /// which would then never be freed.
  HookHandle register_forward_pre_hook(ForwardPreHook hook) const;
  /// Calls `hook(module, result)` after every `forward` that returns the hook's result type by
  /// value; the hook may change the result. `[](const ModuleBase& module, Tensor& result) {...}`
  template <class Hook>
  HookHandle register_forward_hook(const Hook& hook) const {
    return add_forward_hook(forward_hook(hook));
  }

  /// Copies of all parameters and buffers by dotted name; later training does not change them. A
  /// tensor with several names is copied once. Throws ValueError for a GRU that has no form in the
  /// requested convention.
  StateDict state_dict(const SaveOptions& options = {}) const;
  /// Copies a state dict into the parameters and buffers. One name is enough for a tensor that has
  /// several; float32 values are widened for float64 entries. Throws ValueError that lists all
  /// missing and unexpected names, wrong shapes and wrong dtypes, for GRU weights that do not state
  /// their convention, and for options that do not apply; nothing is loaded then.
  IncompatibleKeys load_state_dict(const StateDict& state, const LoadOptions& options = {}) const;

  /// The module tree, one module per line.
  std::string to_string() const;
  /// Writes `to_string()`.
  friend std::ostream& operator<<(std::ostream& stream, const ModuleBase& module);

  /// Replaces a child: `model.replace_module(model.head, Linear(128, 10))`. Other handles to this
  /// module still hold the old child; calling it there throws. Throws ValueError when `member` is
  /// not a child of this module.
  template <class Child>
  requires(!std::is_const_v<Child>) void replace_module(
      Child& member, const std::type_identity_t<Child>& replacement) {
    const Child next = replacement;
    replace_child(member, next);
    std::destroy_at(&member);
    std::construct_at(&member, next);
  }

 protected:
  ModuleBase();

  /// Registers `module` as a child and returns the handle to store as a member. Like the two
  /// functions below, throws ValueError for a name that is empty, contains a dot or is taken.
  template <class Child>
  Child register_module(const std::string& name, const Child& child) {
    return with_out_of_memory([&]() -> Child {
      add_child(name, child);
      return child;
    });
  }
  /// Registers a parameter. A leaf that requires gradients is shared, so that weights can be tied;
  /// any other tensor is copied. An undefined tensor registers an absent parameter.
  Parameter register_parameter(const std::string& name, const Tensor& value);
  /// Registers a buffer, a constant that is part of the state dict; `value` is copied.
  Buffer register_buffer(const std::string& name, const Tensor& value);

  /// Returns a new handle to this module, or within `clone` to its copy.
  virtual std::shared_ptr<ModuleBase> handle() const = 0;

  /// The convention of this module's weights, where libraries differ.
  virtual std::optional<GateConvention> gate_convention() const { return {}; }
  /// False for a module that only holds others: in messages, its name prefixes theirs.
  virtual bool is_called() const { return true; }

  /// Registers an observer that receives the steps of a recurrent layer.
  HookHandle add_step_observer(StepObserver observer) const;
  /// All observers combined into one; empty when there are none.
  StepObserver step_observer() const;

  /// The number of children, and the child at an index.
  std::size_t child_count() const;
  const ModuleBase& child(std::size_t index) const;

  /// Adds the module to the path in messages while `forward` runs. `arguments` holds those of
  /// `forward` that are modules, and null for others. Throws ValueError for a replaced or
  /// unregistered module.
  class Call {
   public:
    Call(const ModuleBase& module, std::span<const ModuleBase* const> arguments = {});
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;
    bool hooked() const { return hooked_; }
    void run_pre_hooks() const;
    void run_hooks(const ForwardResult& result) const;

    struct Outside;

   private:
    static const ModuleBase& checked(const ModuleBase& module);
    static bool is_trainable(const Registry& registry);
    bool reaches(const std::shared_ptr<Registry>& registry) const;

    static constinit thread_local const Call* innermost_;
    const ModuleBase& module_;
    std::span<const ModuleBase* const> arguments_;
    const Call* outer_;
    Scope scope_;
    bool hooked_;
  };

 private:
  friend class Cloning;
  friend struct Summary;
  friend void save(const ModuleBase& module, const std::string& path, const SaveOptions& options);
  friend IncompatibleKeys load(const ModuleBase& module, const std::string& path,
                               const LoadOptions& options);
  std::shared_ptr<ModuleBase> kept(const char* call) const;
  void add_child(const std::string& name, const ModuleBase& child);
  void replace_child(const ModuleBase& old, const ModuleBase& next);
  void check_name(std::string_view what, std::string_view name) const;
  using Scopes = std::vector<std::pair<Registry*, std::string>>;
  struct Adoption;
  std::string child_scope(const std::string& name) const;
  Scopes scopes_from(const std::string& scope) const;
  void set_frozen(bool frozen) const;
  void visit(const std::function<void(const ModuleBase&)>& action) const;
  HookHandle add_forward_hook(ForwardHook hook) const;
  NamedTensors collect(NamedTensors Registry::*list, bool each_once) const;
  NamedTensors named_state() const;
  std::vector<std::pair<std::string, GateConvention>> gate_conventions() const;
  IncompatibleKeys load_state(const StateDict& state, const std::string& call,
                              const LoadOptions& options) const;

  std::shared_ptr<Registry> registry_;
};

/// Base of every module: `struct Net : nn::Module<Net> { Tensor forward(const Tensor&) const; };`
/// A member is declared, constructed and registered in one line:
/// `nn::Linear head = register_module("head", nn::Linear(128, 65));`
/// Layers that share code pass an intermediate class as `Base`.
template <class Self, class Base = ModuleBase>
class Module : public Base {
 public:
  using Base::Base;
  Module() = default;
  Module(const Module&) = default;
  /// Moving a module copies its handle, so that a moved-from module can still be called: because
  /// this constructor is deleted, Self has no implicit move constructor and is copied instead.
  Module(Module&&) = delete;

  std::string_view name() const override { return class_name<Self>(); }

  /// Calls `forward`. Messages of errors thrown there start with the path of this module. When
  /// memory runs out, OutOfMemory is thrown, whatever the original exception; other exceptions
  /// of user code pass unchanged. Each of the first three arguments may be a braced list:
  /// `layer(x, {}, {.lengths = lengths})`. Throws ValueError for a module that is called inside
  /// another one, has parameters that require gradients and is registered in none of the modules
  /// that are being called.
  decltype(auto) operator()() const { return call_forward(); }
  template <class S = Self, class A = ForwardParameter<S, 0>>
  decltype(auto) operator()(A&& a) const {
    return call_forward(std::forward<A>(a));
  }
  template <class S = Self, class A = ForwardParameter<S, 0>, class B = ForwardParameter<S, 1>>
  decltype(auto) operator()(A&& a, B&& b) const {
    return call_forward(std::forward<A>(a), std::forward<B>(b));
  }
  template <class S = Self, class A = ForwardParameter<S, 0>, class B = ForwardParameter<S, 1>,
            class C = ForwardParameter<S, 2>, class... More>
  decltype(auto) operator()(A&& a, B&& b, C&& c, More&&... more) const {
    return call_forward(std::forward<A>(a), std::forward<B>(b), std::forward<C>(c),
                        std::forward<More>(more)...);
  }

  /// Registers a forward hook. Does not compile for a hook that would never be called.
  template <class Hook>
  HookHandle register_forward_hook(const Hook& hook) const {
    static_assert(may_return<Self, HookedResultOf<Hook>>(),
                  "forward of this module returns something else than the hook takes");
    return Base::register_forward_hook(hook);
  }

 protected:
  std::shared_ptr<ModuleBase> handle() const override {
    return std::make_shared<Self>(static_cast<const Self&>(*this));
  }

 private:
  template <class... Arguments>
  decltype(auto) call_forward(Arguments&&... arguments) const {
    const std::array<const ModuleBase*, sizeof...(Arguments)> modules = {as_module(arguments)...};
    const ModuleBase::Call call(*this, modules);
    return with_out_of_memory([&]() -> decltype(auto) {  // inside the call, which errors name
      const auto forward = [&]() -> decltype(auto) {
        return static_cast<const Self&>(*this).forward(std::forward<Arguments>(arguments)...);
      };
      using Result = decltype(forward());
      if (!call.hooked()) return forward();
      call.run_pre_hooks();
      if constexpr (std::is_object_v<Result> && std::is_move_constructible_v<Result>) {
        Result result = forward();
        call.run_hooks({&typeid(Result), &result, result_tensors<Result>});
        return result;
      } else {
        return forward();
      }
    });
  }

  template <class T>
  static const ModuleBase* as_module(const T& argument) {
    if constexpr (std::is_base_of_v<ModuleBase, T>) {
      return &argument;
    } else {
      return nullptr;
    }
  }
};

/// Writes the state dict of a module to a safetensors file, atomically;
/// `save(model, path, {.to = Convention::pytorch})` writes one for PyTorch. Throws IoError.
void save(const ModuleBase& module, const std::string& path, const SaveOptions& options = {});
/// Loads a file written by `save`, or by PyTorch with the same names and shapes. A file from PyTorch
/// with a GRU needs `{.from = Convention::pytorch}`. Throws as `load_state_dict`, and FormatError,
/// IoError; nothing is loaded then.
IncompatibleKeys load(const ModuleBase& module, const std::string& path,
                      const LoadOptions& options = {});

/// During its lifetime, module copies made on this thread are clones. Used by `clone`.
class CloneScope {
 public:
  CloneScope();
  ~CloneScope();
  CloneScope(const CloneScope&) = delete;
  CloneScope& operator=(const CloneScope&) = delete;

 private:
  std::unique_ptr<Cloning> cloning_;
};

/// Returns an independent copy that shares nothing with the original. Gradients are not copied.
template <class M>
M clone(const M& module) {
  return with_out_of_memory([&]() -> M {
    const CloneScope scope;
    return M(module);
  });
}

}  // namespace xgrad::nn
