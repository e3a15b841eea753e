// The node of a leaf: the end of every gradient's way.
#pragma once

#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/core/threads/locks.hpp>

#include <mutex>

namespace xgrad {

/// A pass's sum for a gradient, added in two steps, so that a pass which runs out of memory changes
/// no gradient: the first, for all gradients, takes the memory and the second puts in what it made.
class Addend {
 public:
  explicit Addend(Tensor gradient) : gradient_(std::move(gradient)) {}

  /// Makes the sum ready to be added to `sum`; with `recorded` the addition is part of the graph.
  void prepare(const Tensor& sum, bool recorded);
  /// Adds to `sum`, after `prepare` for it. What is replaced is kept here.
  void add_to(Tensor& sum, bool recorded);

 private:
  Tensor gradient_, before_, total_;
};

/// Holds the gradient accumulated for a leaf; its body refers to it, never the other way round.
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
  /// Adds a pass's sum, which is ready, to the gradient, unless that is frozen.
  void accumulate(Addend& addend, bool recorded);
  /// Follows a change of the leaf's storage; the old gradient no longer fits.
  void reset(const Array& value);
  /// Frees the gradient, and takes no other until `unfreeze`.
  void freeze();
  void unfreeze();

 private:
  // Shared with other leaves, so that fork() can wait for all.
  std::mutex& mutex() const { return striped_mutex(this); }

  bool frozen_ = false;
  Tensor grad_;
  OutputInfo info_;
};

/// Adds `gradient` to `sum`, in place where `sum` is dense, nobody else holds it and nothing is
/// recorded. Where `sum` becomes another tensor, `gradient` is the one before.
void accumulate_gradient(Tensor& sum, Tensor&& gradient, bool recorded);

/// True when a gradient may be added into in place: dense, and held by nobody else.
bool is_own_dense(const Tensor& gradient);

/// The gradient for somebody who may write into it: itself where it is dense and held by nobody
/// else, else a copy. One that has a history stays what it is in a pass that is `recorded`.
Tensor own_gradient(Tensor gradient, bool recorded);

}  // namespace xgrad
