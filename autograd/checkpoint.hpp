// Less memory for more time: parts of a computation that are recomputed in the backward pass.
#pragma once

#include <xgrad/autograd/graph/record.hpp>

namespace xgrad {

/// A computation of outputs from inputs.
using Computation = std::function<std::vector<Tensor>(const std::vector<Tensor>& inputs)>;

/// `function(inputs)`, of whose graph nothing is kept: a backward pass calls the function again
/// when it comes there, and goes on through the graph of that call. See Note [Computing again]. The
/// function must do the same each time, so random numbers are drawn outside. Other tensors that it
/// uses, such as the parameters of a module, belong among the inputs, too: then `grad` finds them,
/// and a pass throws GraphError when their values were changed in between.
std::vector<Tensor> checkpoint(const Computation& function, const std::vector<Tensor>& inputs);

/// `checkpoint` as a node of this name, a literal, whose recomputation is another function: one
/// that uses what the first has left, and gives outputs with equal values.
std::vector<Tensor> checkpoint(const char* name, const Computation& first, Computation again,
                               const std::vector<Tensor>& inputs);

}  // namespace xgrad
