// Layer normalisation of rows, and its gradients.
#pragma once

#include <xgrad/core/array.hpp>

namespace xgrad::kernels {

/// (x - mean) / sqrt(variance + eps) of each row along the last axis, with the biased variance; the
/// result is multiplied by `weight` and added to `bias`, [n] each, if they are defined. Allocates
/// `statistics` [2, rows]: the means of the rows, and the factors by which they were multiplied.
/// All arrays have one floating dtype.
/// [..., n] -> [..., n]
Array layer_norm(const Array& x, const Array& weight, const Array& bias, double eps,
                 Array& statistics);

/// The gradient with respect to x for the incoming gradient g.
Array layer_norm_input_gradient(const Array& g, const Array& x, const Array& weight,
                                const Array& statistics);

/// Adds the gradient with respect to the weight to `sum` [n], which is row-major.
void add_layer_norm_weight_gradient(Array& sum, const Array& g, const Array& x,
                                    const Array& statistics);

}  // namespace xgrad::kernels
