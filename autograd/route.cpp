// The walk from outputs to targets and back. See Note [The engine].
#include <xgrad/autograd/route.hpp>

#include <algorithm>

namespace xgrad {

Route::Route(std::span<const Tensor> outputs, std::span<const Tensor> targets)
    : everything_(targets.empty()) {
  if (everything_) return;
  const auto id_of = [](const Tensor& tensor) { return tensor.body()->node->id(); };
  std::uint64_t oldest = id_of(targets[0]);
  for (const Tensor& target : targets) oldest = std::min(oldest, id_of(target));

  const auto visit = [&](const Node* node) {
    if (node && node->id() >= oldest) nodes_.try_emplace(node->id(), Stop{node});
  };
  for (const Tensor& output : outputs) visit(output.body()->node.get());
  for (const auto& [id, stop] : nodes_) {  // edges lead to older nodes, which are still to come
    for (const Edge& edge : stop.node->inputs()) visit(edge.node.get());
  }

  for (const Tensor& target : targets) {
    const auto found = nodes_.find(id_of(target));
    if (found != nodes_.end()) found->second.leads_to_target = true;
  }
  for (auto entry = nodes_.rbegin(); entry != nodes_.rend(); ++entry) {
    auto& [id, stop] = *entry;
    const auto edges = stop.node->inputs();
    stop.leads_to_target |= std::any_of(edges.begin(), edges.end(), [this](const Edge& edge) {
      return edge.node && covers(*edge.node);
    });
  }
}

}  // namespace xgrad
