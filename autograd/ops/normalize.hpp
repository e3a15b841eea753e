// Normalisation over features.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// (x - mean) / sqrt(variance + eps) over the last axis, with the biased variance, 0 for equal x;
/// then times `weight` and plus `bias` where they are defined (Ba, Kiros & Hinton 2016).
/// [..., n], [n], [n] -> [..., n]   Throws ShapeError, DTypeError; ValueError for a negative eps.
Tensor layer_norm(const Tensor& x, const Tensor& weight = {}, const Tensor& bias = {},
                  double eps = 1e-5);

}  // namespace xgrad
