// Linear recurrences over time.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// h_t = a_t h_(t-1) + b_t along the first axis, from h0, or from zeros if h0 is undefined. With
/// `reverse` it runs from the last step to the first: h_t = a_t h_(t+1) + b_t. With several threads
/// the time axis may be divided into parts, which changes only rounding. Differentiable any number
/// of times.
/// [time, ...] and [time, ...], [...] -> [time, ...]
/// Throws ShapeError, DTypeError.
Tensor linear_scan(const Tensor& a, const Tensor& b, const Tensor& h0 = {}, bool reverse = false);

}  // namespace xgrad
