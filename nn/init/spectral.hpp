// The spectral radius of a matrix, which decides whether repeated products with it grow or vanish.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad::nn {

/// The largest magnitude of an eigenvalue; NaN for a matrix with an element that is not finite, 0
/// for an empty one. Not differentiable.
/// [n, n] -> []
/// Throws ShapeError unless the matrix is square, DTypeError unless it is floating.
double spectral_radius(const Tensor& square_matrix);

}  // namespace xgrad::nn
