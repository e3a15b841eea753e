// Sums and products of three tensors in one pass.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// a + weight (b - a).   [...], [...] and [...] -> [...]
Tensor lerp(const Tensor& a, const Tensor& b, const Tensor& weight);
Tensor lerp(const Tensor& a, const Tensor& b, double weight);
/// x + value a b.   [...], [...] and [...] -> [...]
Tensor addcmul(const Tensor& x, const Tensor& a, const Tensor& b, double value = 1);
/// x + value a / b.   [...], [...] and [...] -> [...]
Tensor addcdiv(const Tensor& x, const Tensor& a, const Tensor& b, double value = 1);

}  // namespace xgrad
