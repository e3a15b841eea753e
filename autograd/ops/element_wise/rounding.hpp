// Rounding and signs. Those of int64 tensors are int64; `nan_to_num` takes floating tensors only.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <optional>

namespace xgrad {

/// 1 for positive numbers, -1 for negative ones, 0 for 0 and NaN; the derivative is 0.
/// x.shape -> x.shape
Tensor sign(const Tensor& x);
/// The largest whole number at most x; the derivative is 0.   x.shape -> x.shape
Tensor floor(const Tensor& x);
/// The least whole number at least x; the derivative is 0.   x.shape -> x.shape
Tensor ceil(const Tensor& x);
/// The nearest whole number, the even one of two; the derivative is 0.   x.shape -> x.shape
Tensor round(const Tensor& x);
/// x without its fraction; the derivative is 0.   x.shape -> x.shape
Tensor trunc(const Tensor& x);
/// x - trunc(x), the fraction with the sign of x; NaN at infinity.   x.shape -> x.shape
/// Throws DTypeError for int64.
Tensor frac(const Tensor& x);
/// The magnitude of a with the sign of b; the derivative for a is 0 where a is 0, for b everywhere.
/// [...] and [...] -> [...]
Tensor copysign(const Tensor& a, const Tensor& b);
Tensor copysign(const Tensor& a, double b);
/// Replaces NaN by `nan` and infinities by `posinf` and `neginf`, without these by the largest and
/// the least finite number; the derivative there is 0.
/// x.shape -> x.shape
Tensor nan_to_num(const Tensor& x, double nan = 0, std::optional<double> posinf = {},
                  std::optional<double> neginf = {});

}  // namespace xgrad
