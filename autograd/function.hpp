// Custom operations in PyTorch's form: a type with a static `forward` and a static `backward`.
#pragma once

#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/core/class_name.hpp>
#include <xgrad/core/error.hpp>

#include <any>
#include <map>
#include <string>

namespace xgrad {

class Context;

/// `backward` of a function, with gradients and results as vectors.
using FunctionBackward = std::vector<Tensor> (*)(Context& context,
                                                 std::span<const Tensor> gradients);

/// The data that `forward` saves for `backward`, and properties of the call.
class Context {
 public:
  /// Saves inputs and outputs for `backward`. Other tensors are constants in second derivatives.
  /// Undefined tensors are allowed.
  void save_for_backward(const std::vector<Tensor>& tensors);
  /// Returns the saved tensors in order; throws GraphError when the values of one have changed
  /// since.
  std::vector<Tensor> saved_tensors() const;

  /// Saved data other than tensors, by name.
  std::map<std::string, std::any> saved_data;

  /// True when the gradient of a tensor argument is needed; only tensor arguments are counted.
  bool needs_input_grad(std::size_t input) const { return needed_[input]; }
  /// Marks outputs as constant; int64 and bool outputs are always constant.
  void mark_non_differentiable(const std::vector<Tensor>& outputs);
  /// If false, `backward` receives an undefined tensor instead of zeros for an output without
  /// gradient.
  void set_materialize_grads(bool materialize) { materialize_ = materialize; }

 private:
  template <class Self>
  friend class Function;
  friend std::vector<Tensor> record_function(const char* name, const std::vector<Tensor>& inputs,
                                             Context context, const std::vector<Tensor>& outputs,
                                             FunctionBackward backward);

  struct Kept {
    Tensor tensor;
    std::uint32_t version = 0;
    std::optional<std::size_t> output = {};
  };
  // Marks saved outputs, which are connected to the graph only when `backward` reads them; before,
  // it would be a cycle.
  void find_saved_outputs(const std::vector<Tensor>& inputs, const std::vector<Tensor>& outputs);
  void run(const char* name, FunctionBackward backward, std::span<const Tensor> gradients,
           GradientSink& sink);

  std::vector<Kept> kept_;
  std::vector<Tensor> constants_;
  std::vector<bool> needed_;
  bool materialize_ = true;
  GradientSink* sink_ = nullptr;
};

/// Calls `action` with every Tensor in `value`: the value itself, or those in a tuple, array or
/// vector.
template <class Value, class Action>
void for_each_tensor(Value& value, const Action& action) {
  using Plain = std::remove_const_t<Value>;
  if constexpr (std::is_same_v<Plain, Tensor>) {
    action(value);
  } else if constexpr (std::is_same_v<Plain, std::vector<Tensor>>) {
    for (auto& tensor : value) action(tensor);
  } else if constexpr (requires { std::tuple_size<Plain>::value; }) {
    std::apply([&](auto&... element) { (for_each_tensor(element, action), ...); }, value);
  }
}

/// Records the outputs of a function as a node when an input requires gradients.
std::vector<Tensor> record_function(const char* name, const std::vector<Tensor>& inputs,
                                    Context context, const std::vector<Tensor>& outputs,
                                    FunctionBackward backward);

/// Base of `struct MyOp : Function<MyOp>`, called as `MyOp::apply(arguments...)`.
///   static R forward(Context&, arguments...)      R: a Tensor, or a tuple, array or vector of them
///   static G backward(Context&, gradients...)     one Tensor per output, or a span of them
/// G holds one gradient per tensor argument (a vector counts each of its tensors), undefined for
/// zero. `forward` is not recorded; `backward` is under create_graph. Throws GraphError, naming
/// MyOp, for a wrong number, shape or dtype of gradients.
template <class Self>
class Function {
 public:
  template <class... Arguments>
  static auto apply(const Arguments&... arguments) {
    return with_out_of_memory([&] { return applied(arguments...); });
  }

 private:
  template <class... Arguments>
  static auto applied(const Arguments&... arguments) {
    std::vector<Tensor> inputs;
    (for_each_tensor(arguments, [&](const Tensor& input) { inputs.push_back(input); }), ...);
    Context context;
    for (const Tensor& input : inputs) context.needed_.push_back(needs_record(input));
    auto results = [&] {
      const NoGrad unrecorded;
      return Self::forward(context, arguments...);
    }();
    std::vector<Tensor> outputs;
    for_each_tensor(results, [&](const Tensor& output) { outputs.push_back(output); });
    static const auto& name = *new std::string(class_name<Self>());  // nodes may outlive statics
    outputs = record_function(name.c_str(), inputs, std::move(context), outputs,
                              &backward_of<decltype(results)>);
    auto output = outputs.begin();
    for_each_tensor(results, [&](Tensor& result) { result = std::move(*output++); });
    return results;
  }

  template <class Results>
  static std::vector<Tensor> backward_of(Context& context, std::span<const Tensor> gradients) {
    std::vector<Tensor> list;
    const auto collect = [&](const auto& result) {
      for_each_tensor(result, [&](const Tensor& gradient) { list.push_back(gradient); });
    };
    if constexpr (requires { Self::backward(context, gradients); }) {
      collect(Self::backward(context, gradients));
    } else if constexpr (std::is_same_v<Results, Tensor>) {
      collect(Self::backward(context, gradients[0]));
    } else {
      [&]<std::size_t... I>(std::index_sequence<I...>) {
        collect(Self::backward(context, gradients[I]...));
      }
      (std::make_index_sequence<std::tuple_size_v<Results>>());
    }
    return list;
  }
};

}  // namespace xgrad
