// The spectral radius of a matrix: what decides whether repeated products with it grow or vanish.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad::nn {

/// The largest magnitude of an eigenvalue; NaN where an element is not finite, 0 for no elements.
/// [n, n] ->   Not differentiable. Throws ShapeError unless it is square, DTypeError unless
/// floating.
double spectral_radius(const Tensor& square_matrix);

}  // namespace xgrad::nn
