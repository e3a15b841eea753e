// The graph node of the second derivative of a formula.
#pragma once

#include <xgrad/autograd/formula/application.hpp>

namespace xgrad {

/// Creates the node of the pullback of a formula's pullback, which maps `incoming`, gradients for
/// the results of the pullback, to gradients for `kept`, the inputs of the formula or its output,
/// and for `gradients`, those of its outputs. The edges lead to inputs, gradients and incoming
/// gradients. See Note [Derivatives of formulas].
Ref<Node> make_second_node(const Application& application, Edges edges, SavedList kept,
                           SavedGradients gradients, std::span<const Tensor> incoming,
                           OutputInfos outputs);

}  // namespace xgrad
