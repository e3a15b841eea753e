// Activation functions beyond those of pointwise.hpp: formulas with first and second derivatives.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// log sigmoid(x), finite for all finite x.   x.shape -> x.shape
Tensor log_sigmoid(const Tensor& x);
/// `elu` scaled so that deep networks keep mean 0 and variance 1 (Klambauer et al. 2017); the
/// derivative at 0 is that of its negative part.
/// x.shape -> x.shape
Tensor selu(const Tensor& x);
/// x if it is positive, else alpha (e^(x / alpha) - 1) (Barron 2017).   x.shape -> x.shape
/// Throws ValueError unless alpha is finite and not 0.
Tensor celu(const Tensor& x, double alpha = 1);
/// x tanh(softplus(x)), 0 at -inf (Misra 2019).   x.shape -> x.shape
Tensor mish(const Tensor& x);
/// x / (1 + |x|)   x.shape -> x.shape
Tensor softsign(const Tensor& x);
/// Clamps x to [low, high]; the derivative at the limits is 0, at NaN 1.   x.shape -> x.shape
/// Throws ValueError when low > high, or either is NaN.
Tensor hardtanh(const Tensor& x, double low = -1, double high = 1);
/// clamp(x + 3, 0, 6) / 6; the derivative at the corners and at NaN is 0.   x.shape -> x.shape
Tensor hardsigmoid(const Tensor& x);
/// x hardsigmoid(x), 0 at -inf (Howard et al. 2019); the derivative at -3 is -0.5, at 3 it is 1.5.
/// x.shape -> x.shape
Tensor hardswish(const Tensor& x);
/// x - tanh(x)   x.shape -> x.shape
Tensor tanhshrink(const Tensor& x);
/// a sigmoid(b) with the halves a and b of an axis (Dauphin et al. 2017).
/// [..., 2 n, ...] -> [..., n, ...]
/// Throws ShapeError for a scalar and an axis of odd size, IndexError for one out of range.
Tensor glu(const Tensor& x, Index axis = -1);

}  // namespace xgrad
