// The recurrent half of a layer's pre-activations: a product added in place.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// x w^T + sum, written over the elements of `sum`, which nobody may use afterwards; meant for the
/// scan of a recurrent layer, whose sum of all steps' projected inputs is its own.
/// [b, k] x [n, k] + [b, n] -> [b, n]
/// `transposed` holds w^T row-major: made once for many steps, it multiplies faster.
Tensor add_linear_(const Tensor& sum, const Tensor& x, const Tensor& w, const Array& transposed);

}  // namespace xgrad
