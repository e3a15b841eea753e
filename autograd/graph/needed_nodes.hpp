// Which nodes a call of `grad` has to run.
#pragma once

#include <xgrad/autograd/graph/accumulator.hpp>

namespace xgrad {

/// The nodes through which outputs depend on targets; every node when there are no targets.
class NeededNodes {
 public:
  NeededNodes(std::span<const Tensor> outputs, std::span<const Tensor> targets);

  /// Goes on from outputs that were recorded since, out of what is known.
  void extend(std::span<const Tensor> outputs);

  /// True when a gradient for the node is a target's, or leads to one.
  bool contains(const Node& node) const {
    if (everything_) return true;
    const auto found = nodes_.find(node.id());
    return found != nodes_.end() && found->second.leads_to_target;
  }

 private:
  struct Stop {
    const Node* node;  // only to be looked at on the walk: it may die once the pass has run it
    bool leads_to_target = false;
  };
  bool everything_;
  std::uint64_t oldest_ = 0;  // of the targets
  std::uint64_t walked_ = 0;  // the newest node known
  // Newest first: one walk forwards finds the nodes, one backwards marks them.
  std::map<std::uint64_t, Stop, std::greater<>, PoolAllocator<std::pair<const std::uint64_t, Stop>>>
      nodes_;
};

}  // namespace xgrad
