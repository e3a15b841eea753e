// The one way to put an operation into the graph: a value, its inputs, and a pullback per input.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <array>
#include <functional>
#include <initializer_list>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace xgrad {

/// Throws GraphError when a saved array was written to since it had `version`.
void check_saved_version(const Array& array, std::uint32_t version);

/// A tensor that a pullback keeps: calling it gives the tensor, or throws GraphError when its
/// values were changed since.
class Saved {
 public:
  explicit Saved(Tensor tensor) : Saved(std::move(tensor), "saved") {}
  /// Throws ValueError, naming `caller`, for an undefined tensor.
  Saved(Tensor tensor, const char* caller);
  const Tensor& operator()() const;

 private:
  Tensor tensor_;
  std::uint32_t version_;
};

/// Keeps `tensor` for a pullback: `[b = saved(b)](const Tensor& g) { return mul(g, b()); }`.
/// Throws ValueError, naming the function that calls, for an undefined one.
inline Saved saved(const Tensor& tensor, const char* caller = __builtin_FUNCTION()) {
  return Saved(tensor, caller);
}

/// Throws ValueError, naming `op`, unless all tensors are defined.
template <class... Tensors>
void check_defined(const char* op, const Tensors&... tensors) {
  ((void)tensors.array(op), ...);
}

/// A gradient that can add itself into an existing sum without a buffer of its own.
/// `value()` gives it as a Tensor in differentiable ops; `add_to(Array& sum)` adds it to row-major
/// elements of its shape.
template <class Value, class AddTo>
struct Contribution {
  Value value;
  AddTo add_to;
};
template <class Value, class AddTo>
Contribution(Value, AddTo) -> Contribution<Value, AddTo>;

/// The gradient a^T b of a matrix that rows were multiplied with. Where the rows of several such
/// products lie side by side in memory, as those of neighbouring time steps do, one product does
/// them all. `value()` gives it as a Tensor in differentiable ops.   [r, n], [r, k] -> [n, k]
template <class Value>
struct RowProduct {
  Value value;
  Array a, b;
};
template <class Value>
RowProduct(Value, Array, Array) -> RowProduct<Value>;

/// Where pullbacks put the gradients of a node's inputs.
class GradientSink {
 public:
  /// False when the gradient of this input leads nowhere: it need not be computed.
  virtual bool wants(std::size_t input) const = 0;
  /// Adds a gradient; an undefined tensor stands for zero. Broadcasting of the input is undone
  /// here.
  virtual void add(std::size_t input, Tensor gradient) = 0;
  /// A row-major sum that nobody else sees, to add into; null when the contribution must come as a
  /// value.
  virtual Array* sum_of(std::size_t input) = 0;
  /// Adds a^T b to that sum, before anybody sees it; false where there is none.
  virtual bool add_product(std::size_t input, const Array& a, const Array& b) = 0;
  /// Instead of adding gradients: computes the node's outputs again, recorded, and lets the pass go
  /// on from them with the gradients that came for the node.
  virtual void run_again(const std::function<std::vector<Tensor>()>& compute,
                         std::span<const Tensor> gradients) = 0;

  template <class Value, class AddTo>
  void add(std::size_t input, const Contribution<Value, AddTo>& contribution) {
    if (!wants(input)) return;
    if (Array* sum = sum_of(input)) {
      contribution.add_to(*sum);
    } else {
      add(input, contribution.value());
    }
  }
  template <class Value>
  void add(std::size_t input, const RowProduct<Value>& product) {
    if (!wants(input)) return;
    if (!add_product(input, product.a, product.b)) add(input, product.value());
  }

 protected:
  ~GradientSink() = default;
};

/// True when an operation on these inputs is to be recorded.
template <class... Tensors>
bool needs_record(const Tensors&... inputs) {
  return grad_enabled() && (inputs.requires_grad() || ...);
}
bool needs_record(std::span<const Tensor> inputs);

/// The edge that leads to a tensor's history. Throws ValueError, naming `op`, for an undefined one.
inline Edge edge_to(const Tensor& tensor, const char* op = "record") {
  (void)tensor.array(op);
  return {tensor.body()->node, tensor.body()->output};
}

/// Base of nodes with a fixed number of inputs and one output.
template <std::size_t kInputs>
class FixedNode : public Node {
 public:
  std::span<const Edge> inputs() const override { return edges_; }
  std::span<const OutputInfo> outputs() const override { return {&output_, 1}; }

 protected:
  FixedNode(const char* name, const Array& value, std::array<Edge, kInputs> edges)
      : Node(name), edges_(std::move(edges)), output_{value.shape(), value.dtype()} {}

 private:
  std::array<Edge, kInputs> edges_;
  OutputInfo output_;
};

/// A node with one pullback per input, each `(g)` or `(g, y)` with y the output, giving a Tensor or
/// a Contribution.
template <class... Pullbacks>
class PullbackNode final : public FixedNode<sizeof...(Pullbacks)> {
  static constexpr std::size_t kInputs = sizeof...(Pullbacks);
  template <class P>
  static constexpr bool takes_output = std::is_invocable_v<const P&, const Tensor&, const Tensor&>;
  static constexpr bool kTakesOutput = (takes_output<Pullbacks> || ...);
  struct Output {
    Array array;
    std::uint32_t version = 0;
    bool defined() const { return array.defined(); }
  };
  struct NoOutput {
    bool defined() const { return false; }
  };

 public:
  PullbackNode(const char* name, const Array& value, std::array<Edge, kInputs> edges,
               Pullbacks... pullbacks)
      : FixedNode<kInputs>(name, value, std::move(edges)) {
    keep(value, std::index_sequence_for<Pullbacks...>(), pullbacks...);
  }

  void backward(std::span<const Tensor> gradients, GradientSink& sink) override {
    Tensor output;
    if constexpr (kTakesOutput) {
      if (kept_.defined()) {
        check_saved_version(kept_.array, kept_.version);
        output = Tensor::from_node(kept_.array, Ref<Node>::share(this));
      }
    }
    run(gradients[0], output, sink, std::index_sequence_for<Pullbacks...>());
  }

  bool release() noexcept override {
    if constexpr ((std::is_trivially_destructible_v<Pullbacks> && ...)) {
      if (!kept_.defined()) return false;
    }
    std::apply([](auto&... pullback) { (pullback.reset(), ...); }, pullbacks_);
    kept_ = {};
    return true;
  }

 private:
  template <std::size_t... I>
  void keep(const Array& value, std::index_sequence<I...>, Pullbacks&... pullbacks) {
    (keep_one<I>(value, pullbacks), ...);
  }
  template <std::size_t I, class P>
  void keep_one(const Array& value, P& pullback) {
    if (!this->inputs()[I].node) return;
    std::get<I>(pullbacks_).emplace(std::move(pullback));
    if constexpr (takes_output<P>) {
      kept_ = {value, value.version()};
    }
  }
  template <std::size_t... I>
  void run(const Tensor& gradient, const Tensor& output, GradientSink& sink,
           std::index_sequence<I...>) {
    (run_one<I>(gradient, output, sink), ...);
  }
  template <std::size_t I>
  void run_one(const Tensor& gradient, const Tensor& output, GradientSink& sink) {
    const auto& pullback = std::get<I>(pullbacks_);
    if (!pullback || !sink.wants(I)) return;
    if constexpr (takes_output<typename std::decay_t<decltype(pullback)>::value_type>) {
      sink.add(I, (*pullback)(gradient, output));
    } else {
      sink.add(I, (*pullback)(gradient));
    }
  }

  std::tuple<std::optional<Pullbacks>...> pullbacks_;
  [[no_unique_address]] std::conditional_t<kTakesOutput, Output, NoOutput> kept_;
};

/// Throws GraphError unless there is one pullback per input.
void check_pullback_count(const char* name, std::size_t inputs, std::size_t pullbacks);

/// A result computed from `inputs`: the bare value when nothing needs a gradient, else a node with
/// these pullbacks. `name` must be a literal. Pullbacks of inputs that need no gradient are dropped
/// with all they captured.
template <class... Pullbacks>
Tensor record(const char* name, Array value,
              std::initializer_list<std::reference_wrapper<const Tensor>> inputs,
              Pullbacks... pullbacks) {
  constexpr std::size_t kInputs = sizeof...(Pullbacks);
  check_pullback_count(name, inputs.size(), kInputs);
  std::array<Edge, kInputs> edges;
  bool needed = false;
  if (grad_enabled()) {
    auto input = inputs.begin();
    for (Edge& edge : edges) {
      edge = edge_to(*input++, name);
      needed |= static_cast<bool>(edge.node);
    }
  }
  if (!needed || !is_floating(value.dtype())) return Tensor::from_node(std::move(value), {});
  auto node = Ref<Node>::adopt(
      new PullbackNode<Pullbacks...>(name, value, std::move(edges), std::move(pullbacks)...));
  return Tensor::from_node(std::move(value), std::move(node));
}

/// For any number of inputs and outputs: one pullback that gets all gradients (undefined where none
/// came) and the sink.
using GeneralPullback = std::function<void(std::span<const Tensor> gradients, GradientSink& sink)>;
std::vector<Tensor> record_general(const char* name, std::vector<Array> values,
                                   std::span<const Tensor> inputs, GeneralPullback pullback);

/// A part of one axis: elements begin, begin + 1, ... of it; with `drop_axis`, one element and the
/// axis goes.
struct AxisSlice {
  Index begin = 0;
  Index size = 1;
};

/// Views of `input` along `axis`, recorded as one node whose gradients are gathered in a single
/// buffer. `join` is the pullback in differentiable ops, for passes that are recorded: all
/// gradients (undefined for zero) to one.
std::vector<Tensor> record_slices(const char* name, const Tensor& input, std::size_t axis,
                                  std::vector<AxisSlice> slices, bool drop_axis,
                                  std::function<Tensor(std::span<const Tensor>)> join);

}  // namespace xgrad
