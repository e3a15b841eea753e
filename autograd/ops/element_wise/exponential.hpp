// Powers of 2, logarithms to other bases, and what is computed with logarithms.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// 2^x   x.shape -> x.shape
Tensor exp2(const Tensor& x);
/// Logarithm to base 2.   x.shape -> x.shape
Tensor log2(const Tensor& x);
/// Logarithm to base 10.   x.shape -> x.shape
Tensor log10(const Tensor& x);
/// 1 / x; of int64 tensors float32.   x.shape -> x.shape
Tensor reciprocal(const Tensor& x);
/// a log(b), NaN where b is NaN, else 0 where a is 0; the derivative for a is 0 where a is 0 and b
/// is not positive.
/// [...] and [...] -> [...]
Tensor xlogy(const Tensor& a, const Tensor& b);
Tensor xlogy(const Tensor& a, double b);
Tensor xlogy(double a, const Tensor& b);
/// log(e^a + e^b) without overflow; where the inputs are the same infinity, each gets half the
/// gradient.
/// [...] and [...] -> [...]
Tensor logaddexp(const Tensor& a, const Tensor& b);

}  // namespace xgrad
