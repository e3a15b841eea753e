// Tensor: a value with a place in the graph, and the calls that differentiate.
#pragma once

#include <xgrad/autograd/grad_mode.hpp>
#include <xgrad/autograd/graph/node.hpp>
#include <xgrad/core/array.hpp>

#include <functional>
#include <initializer_list>
#include <type_traits>
#include <vector>

namespace xgrad {

/// Options of a backward pass.
struct BackwardOptions {
  /// Keep what the graph saved, so that another pass may run through it; implied by create_graph.
  bool retain_graph = false;
  /// Record the pass itself, so that gradients can be differentiated. The gradients of leaves then
  /// refer to the leaves: `set_grad({})` frees them. `grad` with the same option has no such cycle.
  bool create_graph = false;
};

/// The value and history that the copies of a Tensor share.
struct TensorBody {
  explicit TensorBody(Array array) : value(std::move(array)) {}
  static void destroy(TensorBody* body) noexcept { delete body; }
  static void* operator new(std::size_t bytes) { return pool_allocate(bytes); }
  static void operator delete(void* memory, std::size_t bytes) { pool_release(memory, bytes); }

  /// Why there is no history, for messages.
  enum class Cut : std::uint8_t { constant, no_grad, detached };

  RefCount references;
  std::uint32_t output = 0;
  Cut cut = Cut::constant;
  Array value;
  Ref<Node> node;
  /// The node of a leaf that is a constant for the time being; graphs recorded before lead to it.
  Ref<Node> frozen;
};

/// Handle to a value and its history; copies share both. A default-made one is undefined.
class Tensor {
 public:
  Tensor() = default;
  /// A constant; a leaf with `requires_grad`.
  /// Without a value, as the default-made one, for an undefined array.
  explicit Tensor(Array value, bool requires_grad = false);

  bool defined() const { return static_cast<bool>(body_); }
  /// The value without history; throws ValueError, as all that follow, for an undefined tensor.
  /// `caller` is the operation that the message names: the function that calls, unless it says
  /// otherwise.
  const Array& array(const char* caller = __builtin_FUNCTION()) const {
    if (!body_) throw_undefined(caller);
    return body_->value;
  }
  const Shape& shape(const char* caller = __builtin_FUNCTION()) const {
    return array(caller).shape();
  }
  std::size_t rank(const char* caller = __builtin_FUNCTION()) const { return array(caller).rank(); }
  Index numel(const char* caller = __builtin_FUNCTION()) const { return array(caller).numel(); }
  DType dtype(const char* caller = __builtin_FUNCTION()) const { return array(caller).dtype(); }
  /// Size of one axis, counted from either end; throws IndexError.
  Index size(Index axis, const char* caller = __builtin_FUNCTION()) const;
  /// True when the elements lie row-major without gaps.
  bool is_contiguous() const { return array().is_contiguous(); }

  /// The only element, converted to T; throws ShapeError when there are several, ValueError for
  /// std::int64_t of NaN or of a number beyond it.
  template <class T>
  T item() const;
  /// First of the row-major elements; throws DTypeError for another type, ShapeError for a strided
  /// view.
  template <class T>
  const T* data() const;
  /// All elements in row-major order; throws DTypeError for another type.
  template <class T>
  std::vector<T> to_vector() const;

  /// True when a gradient with respect to this tensor can be asked for.
  bool requires_grad() const { return body_ && body_->node; }
  /// Makes this constant a leaf, or a leaf a constant, which frees its gradient and gets no other.
  /// Made a leaf again, it has its hooks, and gradients from graphs recorded before reach it.
  /// Throws DTypeError for int64 and bool, GraphError for results.
  Tensor& requires_grad_(bool required = true);
  /// True for what no recorded operation made.
  bool is_leaf() const { return !requires_grad() || body_->node->is_leaf(); }
  /// Gradient accumulated by `backward()`; undefined where there is none yet.
  Tensor grad() const;
  /// Replaces the accumulated gradient of a leaf; an undefined tensor clears it. Throws on another
  /// shape or dtype.
  void set_grad(const Tensor& gradient) const;
  /// Lets `backward()` keep the gradient of this result too, as it does for leaves.
  void retain_grad() const;

  /// Adds the derivative of this tensor to `.grad` of every leaf it depends on.
  /// `gradient` has this tensor's shape and may be left out for a single element. Throws
  /// GraphError, ShapeError.
  void backward(const Tensor& gradient = {}, BackwardOptions options = {}) const;

  /// This value without history.
  Tensor detach() const;

  /// Writes new values into this leaf's buffer, same shape and dtype; graphs that saved the old
  /// ones notice. `values` may be a view of this tensor. Throws ValueError when elements of this
  /// tensor share memory, as those of an expanded one do.
  void set_data(const Tensor& values) const;
  /// Writes as `set_data` does, into any tensor that needs no gradient; `values` broadcasts.
  void copy_(const Tensor& values) const;
  /// Elements for writing in place by optimizers and loaders; counts as one write. Throws
  /// ValueError when several of them share memory.
  Array& writable(const char* caller = __builtin_FUNCTION()) const;
  /// Changes buffer, shape or dtype under all handles; clears the gradient of a leaf. For
  /// `Module::to` and loaders.
  void replace_storage(Array value) const;

  /// Calls `hook` with the finished gradient of this tensor in every backward pass; a defined
  /// result replaces the gradient, and so does what the hook writes into it, which nothing else
  /// shares. It must not hold this tensor, which would never be freed.
  /// Returns a number for `remove_hook`. Throws GraphError when no gradient can come.
  std::uint64_t register_hook(std::function<Tensor(const Tensor&)> hook) const;
  void remove_hook(std::uint64_t handle) const;

  /// Internal: the shared body, and a result of a node.
  const Ref<TensorBody>& body() const { return body_; }
  static Tensor from_node(Array value, Ref<Node> node, std::uint32_t output = 0);

 private:
  [[noreturn]] static void throw_undefined(const char* caller);

  Ref<TensorBody> body_;
};

/// Adds the derivatives of several tensors, each with its gradient, in one pass.
void backward(std::span<const Tensor> outputs, std::span<const Tensor> gradients,
              BackwardOptions options = {});

/// Options of `grad`.
struct GradOptions {
  /// One gradient per output; may be left out for single elements.
  std::vector<Tensor> gradients = {};
  bool retain_graph = false;
  bool create_graph = false;
  /// Give an undefined tensor, instead of an error, for an input that the outputs do not depend on.
  bool allow_unused = false;
};

/// Gradients of the sum of `outputs` with respect to `inputs`, leaving every `.grad` alone; each in
/// memory of its own, but with `create_graph` they are results that may share it. Throws GraphError
/// for inputs outside the graph.
std::vector<Tensor> grad(const std::vector<Tensor>& outputs, const std::vector<Tensor>& inputs,
                         const GradOptions& options = {});
/// What the following gives.
Tensor grad_of_one(const Tensor& output, const Tensor& input, const GradOptions& options);
/// Gradient of one output with respect to one input. Lists, as in grad({y}, {x}), are vectors.
template <class Output, class Input>
requires std::is_convertible_v<const Output&, const Tensor&> &&
    std::is_convertible_v<const Input&, const Tensor&>
        Tensor grad(const Output& output, const Input& input, const GradOptions& options = {}) {
  return grad_of_one(output, input, options);
}

}  // namespace xgrad
