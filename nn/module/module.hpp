// Module: a handle to named parameters, buffers and children, called like a function.
#pragma once

#include <xgrad/autograd/state_dict.hpp>
#include <xgrad/core/class_name.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/module/hooks.hpp>
#include <xgrad/nn/module/parameter.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace xgrad::nn {

class Cloning;

/// What all modules have in common, whatever `forward` takes. Copies are handles to one module.
class ModuleBase {
 public:
  using NamedTensors = std::vector<std::pair<std::string, Tensor>>;

  ModuleBase(const ModuleBase& other);
  ModuleBase(ModuleBase&&) = delete;                  // see Module
  ModuleBase& operator=(const ModuleBase&) = delete;  // change a child with replace_module()
  virtual ~ModuleBase();

  /// Name of the class, such as "LSTM".
  virtual std::string_view kind() const = 0;
  /// What messages and printing say after the kind, such as "65 -> 128, 2 layers".
  virtual std::string details() const { return {}; }
  /// Kind and details: "LSTM 65 -> 128, 2 layers".
  std::string title() const;

  /// All parameters, children's included, each once, in the order of registration.
  std::vector<Tensor> parameters() const;
  /// All parameters with dotted names: "lstm.weight_ih_l0".
  NamedTensors named_parameters() const;
  /// The parameter of a dotted name: `model.get_parameter("lstm.weight_hh_l0")`. Throws ValueError
  /// when there is none.
  Tensor get_parameter(std::string_view name) const;
  /// All buffers, children's included, each once.
  std::vector<Tensor> buffers() const;
  /// All buffers with dotted names.
  NamedTensors named_buffers() const;
  /// Children by name, in the order of registration.
  std::vector<std::pair<std::string, std::shared_ptr<const ModuleBase>>> named_children() const;
  /// This module, as "", and everything below it by dotted name, parents first; the pointers live
  /// as long as this module.
  std::vector<std::pair<std::string, const ModuleBase*>> named_modules() const;

  /// Switches this module and everything below it to training, or back to inference.
  void train(bool on = true) const;
  /// train(false).
  void eval() const { train(false); }
  bool is_training() const;

  /// Converts all floating parameters and buffers, under all handles; gradients are dropped.
  /// Throws DTypeError unless `dtype` is floating.
  void to(DType dtype) const;
  /// Drops the gradients of all parameters.
  void zero_grad() const;
  /// Makes constants of all parameters, children's included: they lose their gradients, get no new
  /// ones, and optimizers pass them over.
  void freeze() const { set_frozen(true); }
  /// Undoes `freeze`.
  void unfreeze() const { set_frozen(false); }

  /// Calls a function with every module of class M below this one and with this one itself, each
  /// once, children before their parents: `model.apply<nn::Linear>([](const nn::Linear& layer)
  /// {...})`.
  template <class M = ModuleBase, class Function>
  void apply(const Function& function) const {
    visit([&](const ModuleBase& module) {
      if (const auto* const found = dynamic_cast<const M*>(&module)) function(*found);
    });
  }

  /// Calls `hook(module)` before every `forward` of this module, under all handles but not in
  /// clones, as the following does. A hook must not hold the module, which would never be freed.
  HookHandle register_forward_pre_hook(ForwardPreHook hook) const;
  /// Calls `hook(module, result)` after every `forward` that returns, by value, what the hook
  /// takes; it may change that. `[](const ModuleBase& module, Tensor& result) {...}`
  template <class Hook>
  HookHandle register_forward_hook(const Hook& hook) const {
    return add_forward_hook(forward_hook(hook));
  }

  /// Copies of all parameters and buffers by dotted name; later training does not change them.
  StateDict state_dict() const;
  /// Writes a state into the parameters and buffers. Throws ValueError that lists every missing
  /// or unexpected name, wrong shape and wrong dtype; nothing is loaded then.
  void load_state_dict(const StateDict& state) const;

  /// The tree of modules, one per line.
  std::string to_string() const;

  /// Puts a new module in the place of a child: `model.replace_module(model.head, Linear(128,
  /// 10))`. Other handles to this module still hold the old child, and throw when they call it.
  /// Throws ValueError when `member` is no child of this module.
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

  /// Takes `module` in as a child; returns the handle to keep as a member. Throws ValueError for
  /// names that are empty, contain a dot or are taken, as the following do.
  template <class Child>
  Child register_module(const std::string& name, const Child& child) {
    return with_out_of_memory([&]() -> Child {
      add_child(name, child);
      return child;
    });
  }
  /// Takes a parameter in: a leaf that needs a gradient is shared, so that weights can be tied,
  /// anything else is copied. An undefined tensor stands for a parameter that is not there.
  Parameter register_parameter(const std::string& name, const Tensor& value);
  /// Takes in a constant that belongs to the state; copied.
  Buffer register_buffer(const std::string& name, const Tensor& value);

  /// A new handle to the same module, or within `clone` to its copy.
  virtual std::shared_ptr<ModuleBase> handle() const = 0;

  /// False for a module that only holds others: their names in messages begin with its own.
  virtual bool is_called() const { return true; }

  /// Shows the steps of a recurrent layer to an observer, as hooks are run.
  HookHandle add_step_observer(StepObserver observer) const;
  /// All observers as one; empty where there are none.
  StepObserver step_observer() const;

  /// The number of children, and one of them.
  std::size_t child_count() const;
  const ModuleBase& child(std::size_t index) const;

  /// Names the module in messages while `forward` runs. Throws ValueError for a replaced module.
  class Call {
   public:
    explicit Call(const ModuleBase& module);
    bool hooked() const { return hooked_; }
    void run_pre_hooks() const;
    void run_hooks(const std::type_info& type, void* result) const;

   private:
    Scope scope_;
    const ModuleBase& module_;
    bool hooked_;
  };

 private:
  friend class Cloning;
  friend void save(const ModuleBase& module, const std::string& path);
  friend void load(const ModuleBase& module, const std::string& path);
  std::shared_ptr<ModuleBase> kept(const char* call) const;
  void add_child(const std::string& name, const ModuleBase& child);
  void replace_child(const ModuleBase& old, const ModuleBase& next);
  void check_name(std::string_view what, std::string_view name) const;
  using Steps = std::vector<std::pair<Registry*, std::string>>;
  struct Adoption;
  std::string child_scope(const std::string& name) const;
  Steps steps_from(const std::string& step) const;
  void set_frozen(bool frozen) const;
  void visit(const std::function<void(const ModuleBase&)>& action) const;
  HookHandle add_forward_hook(ForwardHook hook) const;
  NamedTensors collect(NamedTensors Registry::*list, bool each_once) const;
  NamedTensors named_state() const;
  void load_state(const StateDict& state, const std::string& call) const;

  std::shared_ptr<Registry> registry_;
};

/// Base of every module: `struct Net : nn::Module<Net> { Tensor forward(const Tensor&) const; };`
/// A member is declared, constructed and registered in one line:
/// `nn::Linear head = register_module("head", nn::Linear(128, 65));`
/// Layers that share code put a class of their own between, as `Base`.
template <class Self, class Base = ModuleBase>
class Module : public Base {
 public:
  using Base::Base;
  Module() = default;
  Module(const Module&) = default;
  /// Moving a module copies its handle, so that the one moved from can still be called: as this
  /// constructor is deleted, Self has none of its own that moves, and is copied instead.
  Module(Module&&) = delete;

  std::string_view kind() const override { return class_name<Self>(); }

  /// Calls `forward`; messages of errors thrown there begin with the path of this module. Where
  /// memory is out, OutOfMemory is thrown, whatever failed; other errors of one's own stay as they
  /// are.
  template <class... Arguments>
  decltype(auto) operator()(Arguments&&... arguments) const {
    const ModuleBase::Call call(*this);
    return with_out_of_memory([&]() -> decltype(auto) {  // within the call, which errors name
      const auto forward = [&]() -> decltype(auto) {
        return static_cast<const Self&>(*this).forward(std::forward<Arguments>(arguments)...);
      };
      using Result = decltype(forward());
      if (!call.hooked()) return forward();
      call.run_pre_hooks();
      if constexpr (std::is_object_v<Result> && std::is_move_constructible_v<Result>) {
        Result result = forward();
        call.run_hooks(typeid(Result), &result);
        return result;
      } else {
        return forward();
      }
    });
  }

  /// Registers as for any module, but a hook that would never be called does not compile.
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
};

/// Writes the state of a module to a safetensors file, replacing it in one step. Throws IoError.
void save(const ModuleBase& module, const std::string& path);
/// Loads what `save`, or PyTorch for the same names and shapes, has written. Throws as
/// `load_state_dict`, and FormatError, IoError; nothing is loaded then.
void load(const ModuleBase& module, const std::string& path);

/// While it lives, copies made on this thread are clones. Use `clone`.
class CloneScope {
 public:
  CloneScope();
  ~CloneScope();
  CloneScope(const CloneScope&) = delete;
  CloneScope& operator=(const CloneScope&) = delete;

 private:
  std::unique_ptr<Cloning> cloning_;
};

/// A module of its own: nothing is shared with the original. Gradients are not copied.
template <class M>
M clone(const M& module) {
  return with_out_of_memory([&]() -> M {
    const CloneScope scope;
    return M(module);
  });
}

}  // namespace xgrad::nn
