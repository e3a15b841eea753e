// Matrix products.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// Matrix product; leading axes broadcast.   [..., m, k] x [..., k, n] -> [..., m, n]
/// A vector counts as one row on the left, as one column on the right, and that axis disappears.
/// Throws ShapeError when the sizes do not match, DTypeError unless both are of one floating type.
Tensor matmul(const Tensor& a, const Tensor& b);

/// Products of as many pairs of matrices, without broadcasting.   [b, m, k] x [b, k, n] -> [b, m,
/// n] Throws ShapeError when the sizes do not match.
Tensor bmm(const Tensor& a, const Tensor& b);

/// x w^T + bias, the layer with weight w; an undefined bias is left out.
/// [..., in] x [out, in] + [out] -> [..., out]   Throws ShapeError when the sizes do not match.
Tensor linear(const Tensor& x, const Tensor& w, const Tensor& bias = {});

}  // namespace xgrad
