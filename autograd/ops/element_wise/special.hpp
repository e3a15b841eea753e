// Special functions; differentiable any number of times.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// 1 - erf(x), accurate for large x.   x.shape -> x.shape
Tensor erfc(const Tensor& x);
/// Inverse error function, infinite at -1 and 1, NaN beyond.   x.shape -> x.shape
Tensor erfinv(const Tensor& x);
/// Logarithm of the magnitude of the gamma function, infinite at 0 and the negative integers.
/// x.shape -> x.shape
Tensor lgamma(const Tensor& x);
/// Derivative of `lgamma`, infinite at 0 and NaN at the negative integers.   x.shape -> x.shape
Tensor digamma(const Tensor& x);
/// Derivative number n of `digamma`, infinite at 0 and the negative integers if n is positive.
/// x.shape -> x.shape
/// Throws ValueError for negative n.
Tensor polygamma(Index n, const Tensor& x);

}  // namespace xgrad
