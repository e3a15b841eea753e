// The graph of a tensor as text.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <string>
#include <utility>
#include <vector>

namespace xgrad {

/// The graph of `output` in the language of Graphviz: a box for each operation, with its name, the
/// shapes and dtypes of its outputs and the path of its module, and an ellipse for each leaf. Edges
/// lead from inputs to results. `leaves` gives names to leaves; pass `model.named_parameters()`.
/// Throws GraphError for a tensor without a graph.
std::string to_dot(const Tensor& output,
                   const std::vector<std::pair<std::string, Tensor>>& leaves = {});

}  // namespace xgrad
