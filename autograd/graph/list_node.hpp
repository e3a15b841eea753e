// Nodes whose numbers of inputs and outputs are set at run time.
#pragma once

#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/core/memory/small_vector.hpp>

namespace xgrad {

/// The inputs of a node.
using Edges = SmallVector<Edge, 4>;
/// The shapes and dtypes of the outputs of a node.
using OutputInfos = SmallVector<OutputInfo, 2>;

inline OutputInfos infos_of(std::span<const Array> values) {
  OutputInfos infos;
  infos.reserve(values.size());
  for (const Array& value : values) infos.push_back({value.shape(), value.dtype()});
  return infos;
}

/// Base of nodes with any number of inputs and outputs.
class ListNode : public Node {
 public:
  std::span<const Edge> inputs() const final { return edges_; }
  std::span<const OutputInfo> outputs() const final { return outputs_; }

 protected:
  ListNode(const char* name, Edges edges, OutputInfos outputs)
      : Node(name), edges_(std::move(edges)), outputs_(std::move(outputs)) {}

 private:
  Edges edges_;
  OutputInfos outputs_;
};

/// The node that `record_general` makes.
class GeneralNode final : public ListNode {
 public:
  GeneralNode(const char* name, Edges edges, OutputInfos outputs, GeneralPullback pullback,
              GeneralOptions options)
      : ListNode(name, std::move(edges), std::move(outputs)),
        pullback_(std::move(pullback)),
        options_(std::move(options)) {}

  void backward(std::span<const Tensor> gradients, GradientSink& sink) override {
    pullback_(gradients, sink);
  }
  bool release() noexcept override {
    if (options_.repeatable) return false;
    pullback_ = nullptr;
    return true;
  }
  const Slices* slices() const override { return options_.slices ? &*options_.slices : nullptr; }

 private:
  GeneralPullback pullback_;
  GeneralOptions options_;
};

}  // namespace xgrad
