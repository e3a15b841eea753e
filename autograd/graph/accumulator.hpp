// Accumulation of gradients for the outputs of nodes that have not yet run.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/memory/pool_vector.hpp>

#include <functional>
#include <map>
#include <vector>

namespace xgrad {

/// The accumulated gradients of the outputs of one node.
class GradientAccumulator {
 public:
  explicit GradientAccumulator(Ref<Node> node);

  const Ref<Node>& node() const { return node_; }
  /// The sum for one output; undefined before the first gradient.
  Tensor& sum(std::uint32_t output) {
    multiply_waiting();
    return part(output);
  }
  /// An exclusively owned sum that is not yet complete, to be added to in place; null if there is
  /// none.
  Array* own_sum(std::uint32_t output);
  /// Adds a^T b to `own_sum(output)`. The product is deferred so that it can be merged with
  /// products of rows adjacent in memory. Returns true when a product is deferred and none was
  /// before.
  bool add_product(std::uint32_t output, const Array& a, const Array& b);
  /// Computes the deferred products and releases the buffers of their rows.
  void multiply_waiting() {
    if (waiting_.a.defined()) multiply();
  }
  /// True when the rows of deferred products are in the buffer of `array`.
  bool waits_beside(const Array& array) const {
    return waiting_.a.defined() && waiting_.a.shares_buffer(array);
  }
  /// Adds a gradient; if `recorded`, the addition is part of the graph.
  void add(std::uint32_t output, Tensor gradient, bool recorded);
  /// All sums in the order of the outputs; `storage` holds them if there are several.
  std::span<const Tensor> gather(PoolVector<Tensor>& storage);

  /// True when the gradients of slices are gathered in one buffer. See Note [Gradients of slices].
  bool has_whole() const { return whole_.defined(); }
  /// Takes that buffer, with zeros for slices without gradient.
  Tensor take_whole();
  /// Splits the buffer into separate sums, one for each slice with a gradient.
  void split_whole();

 private:
  // The deferred product of rows.
  struct Waiting {
    std::uint32_t output;
    Array a, b;
  };

  Tensor& part(std::uint32_t output) { return output == 0 ? first_ : rest_[output - 1]; }
  void multiply();
  void add_slice(std::uint32_t output, const Array& gradient);
  Array lying_around(std::uint32_t output, const Array& gradient) const;
  void make_own_whole();

  Ref<Node> node_;
  Tensor first_;
  PoolVector<Tensor> rest_;
  Waiting waiting_ = {};
  Array whole_;
  bool owns_whole_ = false;  // else the gradients were adjacent in memory on arrival
  std::vector<bool> filled_;
};

/// Accumulated gradients by node id, newest first.
using AccumulatorMap = std::map<std::uint64_t, GradientAccumulator, std::greater<>,
                                PoolAllocator<std::pair<const std::uint64_t, GradientAccumulator>>>;

}  // namespace xgrad
