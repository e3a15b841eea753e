// What the nodes of formulas have in common.
#pragma once

#include <xgrad/autograd/formula/pointwise_core.hpp>
#include <xgrad/autograd/graph/list_node.hpp>
#include <xgrad/core/formula/kernels.hpp>
#include <xgrad/core/kernels/pointwise.hpp>

#include <cstring>

namespace xgrad {

/// The data of one application of a formula, which its nodes share.
struct Application {
  const char* name;
  const formula::Kernels* kernels;
  Shape shape;
  DType dtype;
  alignas(std::max_align_t) std::byte closure[kMaxClosure];
  struct Input {
    int blocks;
    bool condition;
    bool consumed;
  };
  SmallVector<Input, 4> inputs;

  Application(const FormulaCall& call, std::span<const PointwiseInput> list, const Shape& common)
      : name(call.name), kernels(call.kernels), shape(common), dtype(float32) {
    std::memcpy(closure, call.closure, call.closure_size);
    inputs.reserve(list.size());
    for (const PointwiseInput& input : list) {
      inputs.push_back({input.blocks, input.condition, input.consumed});
      if (!input.condition) dtype = input.tensor->dtype();
    }
  }

  /// The shape of an input's gradient before it is summed over broadcast axes.
  Shape gradient_shape(std::size_t input) const {
    Shape result = shape;
    if (inputs[input].blocks > 1) result.back() *= inputs[input].blocks;
    return result;
  }
  void add(kernels::FormulaOperands& operands, std::size_t input, const Array& array) const {
    const int blocks = inputs[input].blocks;
    for (int block = 0; block < blocks; ++block) {
      if (array.defined())
        operands.add_block(array, block, blocks);
      else
        operands.add_absent();
    }
  }
  static void add(kernels::FormulaOperands& operands, const Tensor& tensor) {
    if (tensor.defined())
      operands.add(tensor.array());
    else
      operands.add_absent();
  }
};

/// The saved inputs of a formula, or its saved output.
using SavedList = SmallVector<Saved, 4>;
/// Saved gradients, of which some may be undefined.
using SavedGradients = SmallVector<std::optional<Saved>, 2>;

/// Saves the tensors that are defined.
inline SavedGradients saved_if_defined(std::span<const Tensor> tensors) {
  SavedGradients list;
  list.reserve(tensors.size());
  for (const Tensor& tensor : tensors)
    list.push_back(tensor.defined() ? std::optional<Saved>(tensor) : std::nullopt);
  return list;
}

/// Appends the edges to tensors, of which some may be undefined.
inline void append_edges(Edges& edges, std::span<const Tensor> tensors) {
  edges.reserve(edges.size() + tensors.size());
  for (const Tensor& tensor : tensors) edges.push_back(tensor.defined() ? edge_to(tensor) : Edge());
}

}  // namespace xgrad
