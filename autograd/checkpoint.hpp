// Gradient checkpointing: recomputes parts of the graph in the backward pass to save memory.
#pragma once

#include <xgrad/autograd/graph/record.hpp>

namespace xgrad {

/// A function that computes outputs from inputs.
using Computation = std::function<std::vector<Tensor>(const std::vector<Tensor>& inputs)>;

/// Returns `function(inputs)` without saving its graph; the backward pass calls the function again
/// and continues through the graph of that call. See Note [Recomputation]. The function must give
/// equal outputs in every call, so random numbers must be drawn outside. Other tensors that it
/// uses, such as the parameters of a module, should be passed as inputs, too: then `grad` finds
/// them, and a backward pass throws GraphError if their values were changed in between.
std::vector<Tensor> checkpoint(const Computation& function, const std::vector<Tensor>& inputs);

/// `checkpoint` as a node named `name`, a literal, with a different function for the recomputation.
/// The second function may reuse results of the first, and must give outputs with equal values.
std::vector<Tensor> checkpoint(const char* name, const Computation& first, Computation again,
                               const std::vector<Tensor>& inputs);

}  // namespace xgrad
