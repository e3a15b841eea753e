// Layer normalisation.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// (x - mean) / sqrt(variance + eps) over the last axis, with the biased variance; 0 where all x
/// are equal. The result is multiplied by `weight` and added to `bias`, if they are defined (Ba,
/// Kiros & Hinton 2016).
/// [..., n], [n], [n] -> [..., n]
/// Throws ShapeError, DTypeError; ValueError for a negative eps.
Tensor layer_norm(const Tensor& x, const Tensor& weight = {}, const Tensor& bias = {},
                  double eps = 1e-5);

}  // namespace xgrad
