// Gradients on their way: what has arrived for the outputs of nodes that have not run yet.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/memory/pool_vector.hpp>

#include <functional>
#include <map>
#include <vector>

namespace xgrad {

/// Sums of the gradients that have arrived for the outputs of one node.
class GradientAccumulator {
 public:
  explicit GradientAccumulator(Ref<Node> node);

  const Ref<Node>& node() const { return node_; }
  /// The sum for one output; undefined while none has arrived.
  Tensor& sum(std::uint32_t output) {
    multiply_waiting();
    return part(output);
  }
  /// A sum to add into, which nobody else holds and which is still to be finished; null if there is
  /// none.
  Array* own_sum(std::uint32_t output);
  /// Adds a^T b to `own_sum(output)`; waits for products whose rows lie next to these in memory.
  /// True when it waits and nothing did before.
  bool add_product(std::uint32_t output, const Array& a, const Array& b);
  /// Ends the waiting, and with it the hold on the buffers of the rows.
  void multiply_waiting() {
    if (waiting_.a.defined()) multiply();
  }
  /// True when products wait whose rows lie in the buffer of `array`.
  bool waits_beside(const Array& array) const {
    return waiting_.a.defined() && waiting_.a.shares_buffer(array);
  }
  /// Adds a gradient; with `recorded` the additions are part of the graph.
  void add(std::uint32_t output, Tensor gradient, bool recorded);
  /// All sums in the order of the outputs; `storage` holds them where there are several.
  std::span<const Tensor> gather(PoolVector<Tensor>& storage);

  /// True when gradients of slices lie gathered in one buffer. See Note [Gradients of slices].
  bool has_whole() const { return whole_.defined(); }
  /// That buffer, with zeros where no gradient came.
  Tensor take_whole();
  /// Gives each slice that a gradient reached a sum of its own again.
  void split_whole();

 private:
  // The product of rows that waits for its neighbours.
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
  bool owns_whole_ = false;  // else the gradients lay side by side when they came
  std::vector<bool> filled_;
};

/// GradientAccumulator sums by the id of their node, newest first.
using AccumulatorMap = std::map<std::uint64_t, GradientAccumulator, std::greater<>,
                                PoolAllocator<std::pair<const std::uint64_t, GradientAccumulator>>>;

}  // namespace xgrad
