// Weight normalisation: a weight reparametrised by the norms and directions of its rows.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad::nn {

/// The Euclidean norm of each slice along the first axis: the g for which `weight_norm(v, g)` is v.
/// [n, ...] -> [n, 1, ...]
/// The gradient of a row of zeros is 0. Throws ShapeError for a scalar.
Tensor row_norms(const Tensor& v);

/// g v / |v|: the weight whose rows have norms g and directions v (Salimans & Kingma 2016), in the
/// layout of PyTorch's weight_norm with dim = 0; NaN for a row of zeros.
/// [n, ...], [n, 1, ...] -> [n, ...]
/// Throws ShapeError, DTypeError.
Tensor weight_norm(const Tensor& v, const Tensor& g);

}  // namespace xgrad::nn
