// Rows brought to mean 0 and variance 1, and the gradients of that.
#pragma once

#include <xgrad/core/array.hpp>

namespace xgrad::kernels {

/// (x - mean) / sqrt(variance + eps) of each row along the last axis, the variance biased; times
/// `weight` and plus `bias` [n] where they are defined. `statistics` [2, rows] is made here: the
/// means of the rows, and what they were multiplied by. All of one floating type.   [..., n] ->
/// [..., n]
Array layer_norm(const Array& x, const Array& weight, const Array& bias, double eps,
                 Array& statistics);

/// The gradient for x of a result whose gradient is g.
Array layer_norm_input_gradient(const Array& g, const Array& x, const Array& weight,
                                const Array& statistics);

/// sum += the gradient for the weight.   sum [n], row-major
void add_layer_norm_weight_gradient(Array& sum, const Array& g, const Array& x,
                                    const Array& statistics);

}  // namespace xgrad::kernels
