// Formulas as compositions of operations with derivatives of every order.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/formula/trace.hpp>

namespace xgrad {

/// The outputs of a trace, computed one operation after the other. All operations have derivatives
/// of every order, with the conventions of formulas: what `where` does not select has no effect.
std::vector<Tensor> evaluate(const formula::Trace& trace, std::span<const Tensor> inputs,
                             DType dtype);

/// The product with zero where either factor is zero, whatever the other one is.
/// [...] x [...] -> [...]
Tensor zero_product(const Tensor& a, const Tensor& b);

}  // namespace xgrad
