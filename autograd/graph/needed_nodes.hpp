// The nodes that a call of `grad` has to run.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/memory/pool_vector.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <utility>

namespace xgrad {

/// The nodes on paths from outputs to targets; all nodes if there are no targets.
class NeededNodes {
 public:
  NeededNodes(std::span<const Tensor> outputs, std::span<const Tensor> targets);

  /// Adds the paths from outputs that were recorded later, using the known nodes.
  void extend(std::span<const Tensor> outputs);

  /// True when the node is a target or on a path to one.
  bool contains(const Node& node) const {
    if (everything_) return true;
    const auto found = nodes_.find(node.id());
    return found != nodes_.end() && found->second.leads_to_target;
  }

 private:
  struct Stop {
    const Node* node;  // valid only during the walk: the pass may free it afterwards
    bool leads_to_target = false;
  };
  bool everything_;
  std::uint64_t oldest_ = 0;  // of the targets
  std::uint64_t walked_ = 0;  // the newest known node
  // Newest first: a forward traversal finds the nodes, a backward traversal marks them.
  std::map<std::uint64_t, Stop, std::greater<>, PoolAllocator<std::pair<const std::uint64_t, Stop>>>
      nodes_;
};

}  // namespace xgrad
