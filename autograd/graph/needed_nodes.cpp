// The traversal from outputs to targets and back. See Note [The engine].
#include <xgrad/autograd/graph/needed_nodes.hpp>

#include <algorithm>

namespace xgrad {

NeededNodes::NeededNodes(std::span<const Tensor> outputs, std::span<const Tensor> targets)
    : everything_(targets.empty()) {
  if (everything_) return;
  for (const Tensor& target : targets) {
    const Node* const node = target.body()->node.get();
    nodes_.try_emplace(node->id(), Stop{node, true});
  }
  oldest_ = nodes_.rbegin()->first;
  extend(outputs);
}

void NeededNodes::extend(std::span<const Tensor> outputs) {
  if (everything_) return;
  const auto visit = [&](const Node* node) {
    if (node && node->id() >= oldest_) nodes_.try_emplace(node->id(), Stop{node});
  };
  for (const Tensor& output : outputs) visit(output.body()->node.get());
  // Edges lead to older nodes, which come later in the map.
  for (auto entry = nodes_.begin(); entry != nodes_.end() && entry->first > walked_; ++entry) {
    for (const Edge& edge : entry->second.node->inputs()) visit(edge.node.get());
  }

  const auto known = nodes_.lower_bound(walked_);
  for (auto entry = std::make_reverse_iterator(known); entry != nodes_.rend(); ++entry) {
    auto& [id, stop] = *entry;
    const auto edges = stop.node->inputs();
    stop.leads_to_target |= std::any_of(edges.begin(), edges.end(), [this](const Edge& edge) {
      return edge.node && contains(*edge.node);
    });
  }
  walked_ = nodes_.begin()->first;
}

}  // namespace xgrad
