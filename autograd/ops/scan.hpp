// Linear recurrences over time.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// h_t = a_t h_(t-1) + b_t along the first axis, from h0, where an undefined one stands for zeros;
/// with `reverse` from the last step to the first: h_t = a_t h_(t+1) + b_t. On several threads the
/// time may be cut into parts, which changes roundings only. Differentiable any number of times.
/// [time, ...] and [time, ...], [...] -> [time, ...]   Throws ShapeError, DTypeError.
Tensor linear_scan(const Tensor& a, const Tensor& b, const Tensor& h0 = {}, bool reverse = false);

}  // namespace xgrad
