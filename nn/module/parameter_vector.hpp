// Conversions between the parameters of a module and one flat vector.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <vector>

namespace xgrad::nn {

/// Concatenates the elements of all tensors into a new vector; differentiable.
/// [...] each -> [sum of their sizes]
/// Throws ValueError for no tensors, DTypeError when their dtypes differ.
Tensor parameters_to_vector(const std::vector<Tensor>& parameters);

/// Copies the elements of a vector into the parameters, in order. Throws ShapeError unless the
/// vector has as many elements as the parameters together, DTypeError, GraphError for a parameter
/// that is the result of an operation, ValueError for a parameter whose elements share memory;
/// nothing is written then.
void vector_to_parameters(const Tensor& vector, const std::vector<Tensor>& parameters);

}  // namespace xgrad::nn
