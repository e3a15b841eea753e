// Trigonometric and hyperbolic functions and their inverses; differentiable any number of times.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// Tangent.   x.shape -> x.shape
Tensor tan(const Tensor& x);
/// Inverse sine, NaN outside of [-1, 1]; its derivative at the limits is infinite.
/// x.shape -> x.shape
Tensor asin(const Tensor& x);
/// Inverse cosine, NaN outside of [-1, 1]; its derivative at the limits is -inf.
/// x.shape -> x.shape
Tensor acos(const Tensor& x);
/// Inverse tangent.   x.shape -> x.shape
Tensor atan(const Tensor& x);
/// The angle in [-pi, pi] of the point with the coordinates b and a; its derivatives at the origin
/// are NaN.
/// [...] and [...] -> [...]
Tensor atan2(const Tensor& a, const Tensor& b);

/// Hyperbolic sine.   x.shape -> x.shape
Tensor sinh(const Tensor& x);
/// Hyperbolic cosine.   x.shape -> x.shape
Tensor cosh(const Tensor& x);
/// Inverse hyperbolic sine.   x.shape -> x.shape
Tensor asinh(const Tensor& x);
/// Inverse hyperbolic cosine, NaN below 1; its derivative at 1 is infinite.   x.shape -> x.shape
Tensor acosh(const Tensor& x);
/// Inverse hyperbolic tangent, infinite at -1 and 1, NaN beyond.   x.shape -> x.shape
Tensor atanh(const Tensor& x);

/// sqrt(a^2 + b^2) without overflow, inf where either is infinite; its derivatives at the origin are
/// NaN.
/// [...] and [...] -> [...]
Tensor hypot(const Tensor& a, const Tensor& b);

}  // namespace xgrad
