// The node that an application of a formula leaves in the graph.
#pragma once

#include <xgrad/autograd/formula/pointwise_core.hpp>

namespace xgrad {

/// The node of an application that gave these values: one pullback for all inputs, whose own
/// derivative is the second.
Ref<Node> make_formula_node(const FormulaCall& call, std::span<const PointwiseInput> inputs,
                            std::span<const Array> values);

}  // namespace xgrad
