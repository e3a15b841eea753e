// Graphviz text of a graph, by a traversal from the output to the leaves.
#include <xgrad/autograd/diagnostics/to_dot.hpp>
#include <xgrad/autograd/graph/node.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>

#include <functional>
#include <map>
#include <string_view>

namespace xgrad {
namespace {

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result;
}

// Names are lines of a label, which \n separates in Graphviz.
std::string label_of(const Node& node, const std::string& leaf_name) {
  std::string label = escaped(leaf_name.empty() ? node.name() : leaf_name);
  for (const OutputInfo& output : node.outputs()) {
    label += fmt::format("\\n{} {}", output.shape, output.dtype);
  }
  if (!node.is_leaf() && node.where()[0] != '\0') label += "\\n" + escaped(node.where());
  return label;
}

}  // namespace

std::string to_dot(const Tensor& output,
                   const std::vector<std::pair<std::string, Tensor>>& leaves) {
  return with_out_of_memory([&] {
    (void)output.array("to_dot");
    if (!output.requires_grad()) {
      throw GraphError(fmt::format("to_dot: this tensor {} has no graph", output.shape()));
    }
    std::map<const Node*, std::string> names;
    for (const auto& [name, leaf] : leaves) {
      if (leaf.requires_grad()) names.try_emplace(leaf.body()->node.get(), name);
    }
    // Edges lead to older nodes, which come later in the map.
    std::map<std::uint64_t, const Node*, std::greater<>> nodes;
    const Node* const root = output.body()->node.get();
    nodes.emplace(root->id(), root);
    std::string text = "digraph {\n  node [shape=box];\n", edges;
    for (const auto& [id, node] : nodes) {
      const auto name = names.find(node);
      text += fmt::format("  {} [label=\"{}\"{}];\n", id,
                          label_of(*node, name == names.end() ? "" : name->second),
                          node->is_leaf() ? ", shape=ellipse" : "");
      for (const Edge& edge : node->inputs()) {
        if (!edge.node) continue;
        nodes.emplace(edge.node->id(), edge.node.get());
        edges += fmt::format("  {} -> {};\n", edge.node->id(), id);
      }
    }
    return text + edges + "}\n";
  });
}

}  // namespace xgrad
