// The graph node of a formula.
#pragma once

#include <xgrad/autograd/formula/pointwise_core.hpp>

namespace xgrad {

/// Creates the node of a formula that computed these values: one pullback for all inputs, which is
/// itself differentiable once.
Ref<Node> make_formula_node(const FormulaCall& call, std::span<const PointwiseInput> inputs,
                            std::span<const Array> values);

}  // namespace xgrad
