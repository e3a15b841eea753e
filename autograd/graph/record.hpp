// Recording of operations: a value, its inputs, and one pullback per input.
#pragma once

#include <xgrad/autograd/graph/deferred_gradient.hpp>
#include <xgrad/autograd/graph/slices.hpp>
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

/// Throws GraphError when a saved array has been modified since `version`.
void check_saved_version(const Array& array, std::uint32_t version);

/// A tensor saved for a pullback. Calling it returns the tensor, or throws GraphError when its
/// values have been changed since.
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

/// Saves `tensor` for a pullback: `[b = saved(b)](const Tensor& g) { return mul(g, b()); }`.
/// Throws ValueError, naming the calling function, for an undefined tensor.
inline Saved saved(const Tensor& tensor, const char* caller = __builtin_FUNCTION()) {
  return Saved(tensor, caller);
}

/// Throws ValueError, naming `op`, unless all tensors are defined.
template <class... Tensors>
void check_defined(const char* op, const Tensors&... tensors) {
  ((void)tensors.array(op), ...);
}

/// Receives the gradients of a node's inputs from its pullbacks.
class GradientSink {
 public:
  /// False when the gradient of this input is not needed.
  virtual bool wants(std::size_t input) const = 0;
  /// Adds a gradient; an undefined tensor is zero. Sums over the axes along which the input was
  /// broadcast.
  virtual void add(std::size_t input, Tensor gradient) = 0;
  /// Adds a deferred gradient to a sum, possibly later, or as a value.
  virtual void add(std::size_t input, const DeferredGradient& gradient) = 0;
  /// Instead of adding gradients: records a recomputation of the node's outputs, through which the
  /// backward pass continues with the gradients of the node.
  virtual void run_again(const std::function<std::vector<Tensor>()>& compute,
                         std::span<const Tensor> gradients) = 0;

  /// The node whose pullback runs.
  virtual Node& node() = 0;
  /// Output number `output` of this node as a tensor, from its value.
  Tensor output(std::size_t output, const Array& value);

 protected:
  ~GradientSink() = default;
};

/// True when an operation on these inputs must be recorded.
template <class... Tensors>
bool needs_record(const Tensors&... inputs) {
  return grad_enabled() && (inputs.requires_grad() || ...);
}
bool needs_record(std::span<const Tensor> inputs);

/// The edge to the node of a tensor. Throws ValueError, naming `op`, for an undefined tensor.
inline Edge edge_to(const Tensor& tensor, const char* op = "record") {
  (void)tensor.array(op);
  return {tensor.body()->node, tensor.body()->output};
}

/// A node with one pullback per input. A pullback takes `(g)` or `(g, y)` with the output y, and
/// returns a Tensor or a DeferredGradient.
template <class... Pullbacks>
class PullbackNode final : public Node {
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
      : Node(name), edges_(std::move(edges)), output_{value.shape(), value.dtype()} {
    keep(value, std::index_sequence_for<Pullbacks...>(), pullbacks...);
  }

  std::span<const Edge> inputs() const override { return edges_; }
  std::span<const OutputInfo> outputs() const override { return {&output_, 1}; }

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
    if (!edges_[I].node) return;
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

  std::array<Edge, kInputs> edges_;
  OutputInfo output_;
  std::tuple<std::optional<Pullbacks>...> pullbacks_;
  [[no_unique_address]] std::conditional_t<kTakesOutput, Output, NoOutput> kept_;
};

/// Throws GraphError unless there is one pullback per input.
void check_pullback_count(const char* name, std::size_t inputs, std::size_t pullbacks);

/// A result computed from `inputs`: only the value when no input requires gradients, else with a
/// node that has these pullbacks. `name` must be a literal. Pullbacks of inputs that require no
/// gradients are destroyed with their captures.
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

/// A pullback for any number of inputs and outputs: it takes all gradients (undefined for outputs
/// without gradient) and the sink.
using GeneralPullback = std::function<void(std::span<const Tensor> gradients, GradientSink& sink)>;

/// Options of `record_general`.
struct GeneralOptions {
  /// Keeps the pullback, which saves no tensors, after a pass that does not retain the graph.
  bool repeatable = false;
  /// The outputs are these slices of the only input. See Note [Gradients of slices].
  std::optional<Slices> slices = {};
};

/// Results computed from `inputs`, with one pullback for all inputs. `name` must be a literal.
std::vector<Tensor> record_general(const char* name, std::vector<Array> values,
                                   std::span<const Tensor> inputs, GeneralPullback pullback,
                                   GeneralOptions options = {});

/// Combines the gradients of slices (undefined for zero) into the gradient of the whole, with
/// differentiable operations.
using Join = std::function<Tensor(std::span<const Tensor> gradients)>;

/// Returns slices of `input` along `axis` as views, recorded as one node whose gradients are
/// gathered in a single buffer, or combined by `join` in recorded passes.
std::vector<Tensor> record_slices(const char* name, const Tensor& input, std::size_t axis,
                                  std::vector<AxisSlice> slices, bool drop_axis, Join join);

}  // namespace xgrad
