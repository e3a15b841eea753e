// Losses of numbers. Input and target must have equal shapes; they do not broadcast.
#pragma once

#include <xgrad/nn/loss/reduction.hpp>

#include <vector>

namespace xgrad::nn {

/// (input - target)^2
/// [...], [...] -> scalar, or [...] without reduction
/// Throws ShapeError, DTypeError.
Tensor mse_loss(const Tensor& input, const Tensor& target, Reduction reduction = Reduction::mean);
Tensor mse_loss(const Tensor& input, const Tensor& target, const ElementLossOptions& options);

/// |input - target|; the derivative at 0 is 0.
/// [...], [...] -> scalar, or [...] without reduction
/// Throws ShapeError, DTypeError.
Tensor l1_loss(const Tensor& input, const Tensor& target, Reduction reduction = Reduction::mean);
Tensor l1_loss(const Tensor& input, const Tensor& target, const ElementLossOptions& options);

/// e^2 / 2 where |e| <= delta, else delta (|e| - delta / 2), with e = input - target (Huber 1964).
/// [...], [...] -> scalar, or [...] without reduction
/// Throws ShapeError, DTypeError; ValueError unless delta is positive.
Tensor huber_loss(const Tensor& input, const Tensor& target, double delta = 1,
                  Reduction reduction = Reduction::mean);
Tensor huber_loss(const Tensor& input, const Tensor& target, double delta,
                  const ElementLossOptions& options);

/// e^2 / (2 beta) where |e| < beta, else |e| - beta / 2, with e = input - target: `huber_loss` with
/// delta = beta, divided by beta, and `l1_loss` for beta = 0 (Girshick 2015).
/// [...], [...] -> scalar, or [...] without reduction
/// Throws ShapeError, DTypeError; ValueError unless beta is at least 0 and finite.
Tensor smooth_l1_loss(const Tensor& input, const Tensor& target, double beta = 1,
                      Reduction reduction = Reduction::mean);
Tensor smooth_l1_loss(const Tensor& input, const Tensor& target, double beta,
                      const ElementLossOptions& options);

/// The pinball loss: quantile * e where e = target - input is positive, else (quantile - 1) * e; the
/// derivative at 0 is 0. The expected loss is least where the input is that quantile of the target
/// (Koenker & Bassett 1978).
/// [...], [...] -> scalar, or [...] without reduction
/// Throws ShapeError, DTypeError; ValueError unless the quantile is in [0, 1].
Tensor quantile_loss(const Tensor& input, const Tensor& target, double quantile,
                     const ElementLossOptions& options = {});

/// The pinball losses of several quantiles of one target, on the last axis of the input.
/// [..., quantiles], [...] -> scalar, or [..., quantiles] without reduction
/// Throws as for one quantile; ShapeError unless the last axis has one element per quantile.
Tensor quantile_loss(const Tensor& input, const Tensor& target,
                     const std::vector<double>& quantiles, const ElementLossOptions& options = {});

}  // namespace xgrad::nn
