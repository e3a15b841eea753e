// Tensor: an array with its node in the graph, and the functions that differentiate.
#pragma once

#include <xgrad/autograd/grad_mode.hpp>
#include <xgrad/autograd/graph/hook_handle.hpp>
#include <xgrad/autograd/graph/node.hpp>
#include <xgrad/autograd/members.hpp>
#include <xgrad/core/array.hpp>

#include <functional>
#include <initializer_list>
#include <type_traits>
#include <vector>

namespace xgrad {

/// Options of a backward pass.
struct BackwardOptions {
  /// Keeps the saved tensors of the graph, so that it can be differentiated again; implied by
  /// create_graph.
  bool retain_graph = false;
  /// Records the backward pass, so that gradients can be differentiated. The gradients of leaves
  /// then refer to the leaves: `set_grad({})` breaks the cycle. `grad` with this option creates no
  /// cycle.
  bool create_graph = false;
};

/// The value and graph node that the copies of a Tensor share.
struct TensorBody {
  explicit TensorBody(Array&& array) : value(std::move(array)) {}
  static void destroy(TensorBody* body) noexcept { delete body; }
  static void* operator new(std::size_t bytes) { return pool_allocate(bytes); }
  static void operator delete(void* memory, std::size_t bytes) { pool_release(memory, bytes); }

  /// Why a tensor has no graph, for messages.
  enum class Cut : std::uint8_t { constant, no_grad, detached };

  RefCount references;
  std::uint32_t output = 0;
  Cut cut = Cut::constant;
  Array value;
  Ref<Node> node;
  /// The node of a frozen leaf; graphs recorded earlier lead to it.
  Ref<Node> frozen;
};

/// An expression or container of xtensor.
template <class T>
concept XtensorExpression = requires(const std::remove_cvref_t<T>& expression) {
  typename std::remove_cvref_t<T>::expression_tag;
  expression.dimension();
};
/// The conversion of expressions to arrays, defined in <xgrad/autograd/xtensor.hpp>.
template <class Expression>
struct XtensorConversion;

/// Handle to a value and its graph node; copies share both. A default-constructed Tensor is
/// undefined. Values are immutable: `x += y` makes x the handle to a new value.
class Tensor : public TensorMembers {
 public:
  Tensor() = default;
  /// A constant, or a leaf with `requires_grad`. An undefined array gives an undefined tensor.
  explicit Tensor(Array value, bool requires_grad = false);
  /// The value of an xtensor expression; an owning row-major container that is moved in keeps its
  /// memory. Integers become int64. Include <xgrad/autograd/xtensor.hpp>.
  template <XtensorExpression Expression>
  Tensor(Expression&& expression)  // NOLINT(bugprone-forwarding-reference-overload)
      : Tensor(XtensorConversion<std::remove_cvref_t<Expression>>::array(
            std::forward<Expression>(expression))) {}

  bool defined() const { return static_cast<bool>(body_); }
  /// The value. Like the functions below, throws ValueError for an undefined tensor. `caller` is
  /// the operation that the message names, by default the calling function.
  const Array& array(const char* caller = __builtin_FUNCTION()) const {
    if (!body_) throw_undefined(caller);
    return body_->value;
  }
  const Shape& shape(const char* caller = __builtin_FUNCTION()) const {
    return array(caller).shape();
  }
  /// Another name of `shape`, and the number of axes, as in PyTorch.
  const Shape& sizes() const { return shape("sizes"); }
  Index dim() const { return static_cast<Index>(rank("dim")); }
  std::size_t rank(const char* caller = __builtin_FUNCTION()) const { return array(caller).rank(); }
  Index numel(const char* caller = __builtin_FUNCTION()) const { return array(caller).numel(); }
  DType dtype(const char* caller = __builtin_FUNCTION()) const { return array(caller).dtype(); }
  /// Size of one axis; a negative axis counts from the end. Throws IndexError.
  Index size(Index axis, const char* caller = __builtin_FUNCTION()) const;
  /// True when the elements are row-major without gaps.
  bool is_contiguous() const { return array().is_contiguous(); }

  /// The only element, converted to T. Throws ShapeError when there are several, and ValueError
  /// when std::int64_t cannot represent the value.
  template <class T>
  T item() const;
  /// Also converts to the other integer types. Throws ValueError when T cannot represent the value.
  template <OtherInteger T>
  T item() const {
    return checked_integer<T>("item", item<std::int64_t>());
  }
  /// Pointer to the row-major elements. Throws DTypeError for another type, ShapeError for a
  /// strided view.
  template <class T>
  const T* data() const;
  /// Copies all elements in row-major order; throws DTypeError for another type.
  template <class T>
  std::vector<T> to_vector() const;
  /// Also copies int64 elements as integers of another type. Throws ValueError when T cannot
  /// represent an element.
  template <OtherInteger T>
  std::vector<T> to_vector() const {
    return checked_integers<T>("to_vector", to_vector<std::int64_t>());
  }

  /// The elements as an xtensor adaptor, without a copy: of any rank, or with a fixed number of axes
  /// as in `view<float, 2>()`. The adaptor is read-only and keeps the memory alive, not the graph.
  /// Throws DTypeError, ShapeError. Include <xgrad/autograd/xtensor.hpp>.
  template <class T, std::size_t... Axes>
  auto view() const;

  /// True when gradients with respect to this tensor can be computed.
  bool requires_grad() const { return body_ && body_->node; }
  /// Makes this constant a leaf, or this leaf a constant. A constant has no gradient and gets none.
  /// If a former leaf becomes a leaf again, its hooks are still registered, and gradients of graphs
  /// recorded earlier reach it. Throws DTypeError for int64 and bool, GraphError for results of
  /// operations.
  Tensor& requires_grad_(bool required = true);
  /// True unless the tensor is the result of a recorded operation.
  bool is_leaf() const { return !requires_grad() || body_->node->is_leaf(); }
  /// The gradient accumulated by `backward()`; undefined before the first one.
  Tensor grad() const;
  /// Replaces the accumulated gradient of a leaf; an undefined tensor clears it. Throws for another
  /// shape or dtype.
  void set_grad(const Tensor& gradient) const;
  /// Makes `backward()` retain the gradient of this result, as for leaves.
  void retain_grad() const;

  /// Adds the derivative of this tensor to `.grad` of every leaf that it depends on. `gradient` has
  /// this tensor's shape and may be omitted for a single element. Throws GraphError, ShapeError.
  void backward(const Tensor& gradient = {}, BackwardOptions options = {}) const;

  /// Returns a tensor that shares the value without its graph.
  Tensor detach() const;

  /// Writes new values of equal shape and dtype into the buffer of this leaf; later backward passes
  /// through graphs that saved the old values throw. `values` may be a view of this tensor. Throws
  /// ValueError when elements of this tensor share memory, as in an expanded tensor.
  void set_data(const Tensor& values) const;
  /// Writes values like `set_data`, into any tensor that does not require gradients; `values`
  /// broadcasts.
  void copy_(const Tensor& values) const;
  /// Writes values that broadcast to the elements that the indices select, into a constant or, under
  /// NoGrad, into a leaf. Throws as `index_put` and `copy_`, and GraphError while a graph is recorded.
  void index_put_(std::initializer_list<TensorIndex> at, const Tensor& values) const;
  /// The array for in-place writes by optimizers and loaders; counts as one modification. Throws
  /// ValueError when elements share memory.
  Array& writable(const char* caller = __builtin_FUNCTION()) const;
  /// Replaces buffer, shape and dtype for all handles; clears the gradient of a leaf. For
  /// `Module::to` and loaders.
  void replace_storage(Array value) const;

  /// Calls `hook` with the complete gradient of this tensor in every backward pass. A defined
  /// result replaces the gradient; the hook may also modify the gradient in place, which has no
  /// other owner. The hook must not hold this tensor, which would then never be freed. Throws
  /// GraphError when no gradient is possible.
  HookHandle register_hook(std::function<Tensor(const Tensor&)> hook) const;

  /// Internal: the shared body, and a tensor for the output of a node.
  const Ref<TensorBody>& body() const { return body_; }
  static Tensor from_node(Array value, Ref<Node> node, std::uint32_t output = 0);

 private:
  [[noreturn]] static void throw_undefined(const char* caller);

  Ref<TensorBody> body_;
};

/// Adds the derivatives of several tensors, each with its gradient, in one backward pass.
void backward(std::span<const Tensor> outputs, std::span<const Tensor> gradients,
              BackwardOptions options = {});

/// Options of `grad`.
struct GradOptions {
  /// One gradient per output; may be omitted for outputs with a single element.
  std::vector<Tensor> gradients = {};
  bool retain_graph = false;
  bool create_graph = false;
  /// Returns an undefined tensor instead of throwing for an input that the outputs do not depend
  /// on.
  bool allow_unused = false;
};

/// The gradients of the sum of `outputs` with respect to `inputs`; does not modify `.grad`. Each
/// gradient has its own memory, except that with `create_graph` results may share memory. Throws
/// GraphError for inputs outside the graph.
std::vector<Tensor> grad(const std::vector<Tensor>& outputs, const std::vector<Tensor>& inputs,
                         const GradOptions& options = {});
/// The implementation of the overload below.
Tensor grad_of_one(const Tensor& output, const Tensor& input, const GradOptions& options);
/// The gradient of one output with respect to one input. For lists, grad({y}, {x}) returns a
/// vector.
template <class Output, class Input>
requires std::is_convertible_v<const Output&, const Tensor&> &&
    std::is_convertible_v<const Input&, const Tensor&>
        Tensor grad(const Output& output, const Input& input, const GradOptions& options = {}) {
  return grad_of_one(output, input, options);
}

}  // namespace xgrad
