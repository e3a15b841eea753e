// The node of a leaf, which accumulates its gradient.
#pragma once

#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/core/threads/locks.hpp>

#include <mutex>

namespace xgrad {

/// The gradient that a backward pass adds to a leaf, in two phases, so that a pass that runs out of
/// memory changes no gradient. The first phase allocates for all leaves; the second stores the
/// results.
class Addend {
 public:
  explicit Addend(Tensor gradient) : gradient_(std::move(gradient)) {}

  /// Prepares the addition to `sum`; if `recorded`, the addition is part of the graph.
  void prepare(const Tensor& sum, bool recorded);
  /// Adds to `sum`, which was passed to `prepare`. The replaced tensor is held until destruction.
  void add_to(Tensor& sum, bool recorded);

 private:
  Tensor gradient_, before_, total_;
};

/// Holds the accumulated gradient of a leaf. The leaf's body refers to the node, never vice versa.
class LeafNode final : public Node {
 public:
  explicit LeafNode(const Array& value) : Node("leaf"), info_{value.shape(), value.dtype()} {}

  std::span<const Edge> inputs() const override { return {}; }
  std::span<const OutputInfo> outputs() const override { return {&info_, 1}; }
  void backward(std::span<const Tensor>, GradientSink&) override {}
  bool release() noexcept override { return false; }
  bool is_leaf() const override { return true; }

  Tensor grad() const;
  void set_grad(Tensor gradient);
  /// Adds the prepared gradient of a backward pass, unless the leaf is frozen.
  void accumulate(Addend& addend, bool recorded);
  /// Updates the node after a change of the leaf's storage; drops the gradient.
  void reset(const Array& value);
  /// Drops the gradient, and accepts no other until `unfreeze`.
  void freeze();
  void unfreeze();

 private:
  // Shared between leaves, so that fork() can lock all of them.
  std::mutex& mutex() const { return striped_mutex(this); }

  bool frozen_ = false;
  Tensor grad_;
  OutputInfo info_;
};

/// Adds `gradient` to `sum`, in place if `sum` is dense, has no other owner and nothing is
/// recorded. If `sum` is replaced by another tensor, `gradient` holds the old one.
void accumulate_gradient(Tensor& sum, Tensor&& gradient, bool recorded);

/// True when a gradient can be modified in place: dense, and without other owners.
bool is_own_dense(const Tensor& gradient);

/// Returns a gradient that the caller may modify: the gradient itself if it is dense and has no
/// other owner, else a copy. In a pass that is `recorded`, a gradient with a graph is returned
/// unchanged.
Tensor own_gradient(Tensor gradient, bool recorded);

}  // namespace xgrad
