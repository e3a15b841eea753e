// Every differentiable operation.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// Sum of two tensors, element by element; shapes broadcast.
Tensor add(const Tensor& a, const Tensor& b);

/// Sums over the axes along which `shape` was broadcast to `x`.   x.shape -> shape
Tensor sum_to(const Tensor& x, const Shape& shape);

}  // namespace xgrad
