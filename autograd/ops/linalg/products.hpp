// Matrix products.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// Matrix product; leading axes broadcast.
/// [..., m, k] x [..., k, n] -> [..., m, n]
/// A vector is one row on the left and one column on the right; that axis is removed from the
/// result. int64 products wrap around and have no gradient. Throws ShapeError when the sizes do not
/// match, DTypeError unless both have one dtype other than bool.
Tensor matmul(const Tensor& a, const Tensor& b);

/// Batched matrix product, without broadcasting.
/// [b, m, k] x [b, k, n] -> [b, m, n]
/// Throws ShapeError when the sizes do not match.
Tensor bmm(const Tensor& a, const Tensor& b);

/// x w^T + bias; an undefined bias is omitted.
/// [..., in] x [out, in] + [out] -> [..., out]
/// Throws ShapeError when the sizes do not match.
Tensor linear(const Tensor& x, const Tensor& w, const Tensor& bias = {});

}  // namespace xgrad
