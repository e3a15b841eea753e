// The graph: nodes, edges and the metadata of outputs.
#pragma once

#include <xgrad/core/array.hpp>
#include <xgrad/core/memory/ref.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace xgrad {

class Tensor;
class Node;
class GradientSink;
struct GradientHooks;
struct Slices;

/// One input of a node: output number `output` of an older node; no node where no gradient is
/// needed.
struct Edge {
  Ref<Node> node;
  std::uint32_t output = 0;
};

/// The shape and dtype of an output, which its gradients must have.
struct OutputInfo {
  Shape shape;
  DType dtype = float32;
};

/// One recorded operation. Nodes refer only to older nodes, so the graph has no cycles, and ids are
/// in topological order.
class Node {
 public:
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  /// Name of the operation, for messages.
  const char* name() const { return name_; }
  /// Path of the module that recorded the node; empty outside modules.
  const char* where() const { return where_; }
  /// Increases with the time of recording.
  std::uint64_t id() const { return id_; }
  virtual std::span<const Edge> inputs() const = 0;
  virtual std::span<const OutputInfo> outputs() const = 0;

  /// Passes the gradients of the inputs to the sink; `gradients` has one entry per output,
  /// undefined for an output without gradient.
  virtual void backward(std::span<const Tensor> gradients, GradientSink& sink) = 0;
  /// Drops the tensors saved for `backward`. Returns false when there were none, so that the node
  /// can run again.
  virtual bool release() noexcept = 0;
  /// The slices of the only input that are the outputs; null for other nodes. Their gradients are
  /// gathered in one buffer. See Note [Gradients of slices].
  virtual const Slices* slices() const { return nullptr; }
  virtual bool is_leaf() const { return false; }

  /// Claims the right to run once; returns false when a backward pass that did not retain the graph
  /// has already claimed it.
  bool claim() { return !released_.exchange(true, std::memory_order_acq_rel); }
  bool released() const { return released_.load(std::memory_order_acquire); }
  void unclaim() { released_.store(false, std::memory_order_release); }

  /// Functions to call with the complete gradients of the outputs; null when there are none.
  GradientHooks* hooks() const { return hooks_.get(); }
  GradientHooks& make_hooks();

  RefCount references;
  /// Frees a chain of nodes of any length without recursion. See Note [Freeing deep graphs].
  static void destroy(Node* node) noexcept;

  static void* operator new(std::size_t bytes) { return pool_allocate(bytes); }
  static void operator delete(void* memory, std::size_t bytes) { pool_release(memory, bytes); }

 protected:
  explicit Node(const char* name);
  virtual ~Node();

 private:
  const char* name_;
  const char* where_;
  std::uint64_t id_;
  std::unique_ptr<GradientHooks> hooks_;
  Node* next_dead_ = nullptr;
  std::atomic<bool> released_ = false;
};

}  // namespace xgrad
