// Accumulation of gradients for the outputs of nodes that have not yet run.
#pragma once

#include <xgrad/autograd/graph/deferred_gradient.hpp>
#include <xgrad/core/memory/pool_vector.hpp>

#include <memory>
#include <vector>

namespace xgrad {

/// The accumulated gradients of the outputs of one node.
class GradientAccumulator {
 public:
  explicit GradientAccumulator(Ref<Node> node);

  const Ref<Node>& node() const { return node_; }
  /// The sum for one output; undefined before the first gradient.
  Tensor& sum(std::uint32_t output) {
    add_deferred();
    return part(output);
  }
  /// True when there is a sum that may be modified in place.
  bool has_own_sum(std::uint32_t output) const;
  /// Adds a gradient to that sum, at once or merged with later ones. Returns true when this
  /// accumulator has a merged gradient and had none before.
  bool add(std::uint32_t output, const DeferredGradient& gradient);
  /// Adds the merged gradient to its sum and releases what it holds.
  void add_deferred() {
    if (deferred_) add_merged();
  }
  /// True when gradients from the buffer of `array` may be merged.
  bool defers_from(const Array& array) const { return deferred_ && deferred_->continues_in(array); }
  /// Adds a gradient; if `recorded`, the addition is part of the graph.
  void add(std::uint32_t output, Tensor gradient, bool recorded);
  /// All sums in the order of the outputs; `storage` holds them if there are several.
  std::span<const Tensor> gather(PoolVector<Tensor>& storage);

  /// True when the gradients of slices are gathered in one buffer. See Note [Gradients of slices].
  bool has_whole() const { return whole_ != nullptr; }
  /// Takes that buffer, with zeros for slices without gradient.
  Tensor take_whole();
  /// Splits the buffer into separate sums, one for each slice with a gradient.
  void split_whole();

  static void* operator new(std::size_t bytes) { return pool_allocate(bytes); }
  static void operator delete(void* memory, std::size_t bytes) { pool_release(memory, bytes); }

 private:
  // The buffer in which the gradients of slices are gathered.
  struct Whole {
    Array array;
    bool owned = false;  // else the gradients were adjacent in memory on arrival
    std::vector<bool> filled;
  };

  Tensor& part(std::uint32_t output) { return output == 0 ? first_ : rest_[output - 1]; }
  void add_merged();
  void add_slice(std::uint32_t output, const Array& gradient);
  Array lying_around(std::uint32_t output, const Array& gradient) const;
  void make_own_whole();

  Ref<Node> node_;
  Tensor first_;
  PoolVector<Tensor> rest_;
  std::unique_ptr<MergedGradient> deferred_;
  std::uint32_t deferred_output_ = 0;
  std::unique_ptr<Whole> whole_;
};

}  // namespace xgrad
