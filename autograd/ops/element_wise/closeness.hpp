// Tests of elements for NaN and infinity, and of tensors for equality.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// True where x is NaN.   x.shape -> bool x.shape
Tensor isnan(const Tensor& x);
/// True where x is inf or -inf.   x.shape -> bool x.shape
Tensor isinf(const Tensor& x);
/// True where x is neither NaN nor infinite.   x.shape -> bool x.shape
Tensor isfinite(const Tensor& x);
/// True where |a - b| is at most atol + rtol |b| or both are equal, and with `equal_nan` where both
/// are NaN.
/// [...] and [...] -> bool [...]
/// Throws ValueError unless both tolerances are 0 or more.
Tensor isclose(const Tensor& a, const Tensor& b, double rtol = 1e-5, double atol = 1e-8,
               bool equal_nan = false);

/// True if all elements are close: see `isclose`, also for errors.
bool allclose(const Tensor& a, const Tensor& b, double rtol = 1e-5, double atol = 1e-8,
              bool equal_nan = false);
/// True if both have one shape and equal elements, of which none is NaN. Throws DTypeError for
/// tensors of one shape and two dtypes.
bool equal(const Tensor& a, const Tensor& b);

}  // namespace xgrad
