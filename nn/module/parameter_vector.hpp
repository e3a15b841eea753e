// All parameters as one vector, for optimizers and analyses that think of a point in space.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <vector>

namespace xgrad::nn {

/// Copies of the elements of all tensors, one after the other; gradients flow back to each.
/// [...] each -> [sum of their sizes]   Throws ValueError for no tensors, DTypeError when they
/// differ in type.
Tensor parameters_to_vector(const std::vector<Tensor>& parameters);

/// Writes the elements of a vector into the parameters, in their order. Throws ShapeError unless
/// it has as many as they, DTypeError, GraphError for a result of an operation, ValueError for a
/// parameter whose elements share memory; nothing is written then.
void vector_to_parameters(const Tensor& vector, const std::vector<Tensor>& parameters);

}  // namespace xgrad::nn
