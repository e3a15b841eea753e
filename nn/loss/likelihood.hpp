// Negative log-likelihoods and divergences of distributions. Targets do not broadcast.
#pragma once

#include <xgrad/nn/loss/reduction.hpp>

namespace xgrad::nn {

/// Options of `binary_cross_entropy_with_logits`.
struct BinaryCrossEntropyOptions {
  Reduction reduction = Reduction::mean;
  /// As in `ElementLossOptions`.
  Tensor weight = {};
  /// A weight for positive targets, broadcast: above 1 it favours recall, below 1 precision.
  Tensor pos_weight = {};
  /// As in `ElementLossOptions`.
  Tensor mask = {};
};

/// -y log sigma(x) - (1 - y) log(1 - sigma(x)) with the logits x and the target y, a probability;
/// exact for logits of any size, including infinite ones.
/// [...], [...] -> scalar, or [...] without reduction
/// Throws ShapeError, DTypeError.
Tensor binary_cross_entropy_with_logits(const Tensor& logits, const Tensor& target,
                                        const BinaryCrossEntropyOptions& options = {});

/// -y log p - (1 - y) log(1 - p) with the probability p, the input, and the target y. Logarithms are
/// at least -100, as in PyTorch, and their derivatives at most 1e12. At a right answer, the
/// gradient is 1 for y = p = 0 and -1 for y = p = 1 (PyTorch: 0).
/// `binary_cross_entropy_with_logits` needs no limits.
/// [...], [...] -> scalar, or [...] without reduction
/// Throws ShapeError, DTypeError; ValueError for an input outside [0, 1].
Tensor binary_cross_entropy(const Tensor& input, const Tensor& target,
                            const ElementLossOptions& options = {});

/// Options of `kl_div`.
struct KlDivOptions {
  Reduction reduction = Reduction::mean;
  /// Whether the target contains log-probabilities.
  bool log_target = false;
  /// As in `ElementLossOptions`.
  Tensor weight = {};
  /// As in `ElementLossOptions`.
  Tensor mask = {};
};

/// y (log y - x) with the target y, probabilities, and the input x, log-probabilities: the terms of
/// the Kullback-Leibler divergence of the target from the input, which is their sum over the classes,
/// `Reduction::batchmean` for a batch [batch, classes]. A probability of 0 in the target has the loss
/// 0 and, unless `log_target`, the gradient 0.
/// [...], [...] -> scalar, or [...] without reduction
/// Throws ShapeError, DTypeError.
Tensor kl_div(const Tensor& input, const Tensor& target, const KlDivOptions& options = {});

/// Options of `poisson_nll_loss`.
struct PoissonNllOptions {
  Reduction reduction = Reduction::mean;
  /// Whether the input is the logarithm of the rate, else the rate.
  bool log_input = true;
  /// Whether to add Stirling's approximation of log(target!) for targets above 1.
  bool full = false;
  /// Added to the rate in the logarithm, unless `log_input`.
  double eps = 1e-8;
  /// As in `ElementLossOptions`.
  Tensor weight = {};
  /// As in `ElementLossOptions`.
  Tensor mask = {};
};

/// The negative log-likelihood of counts under a Poisson distribution: e^x - y x with the log-rate x
/// and the target y, or without `log_input` x - y log(x + eps) with the rate x.
/// [...], [...] -> scalar, or [...] without reduction
/// Throws ShapeError, DTypeError; ValueError unless eps is at least 0 and finite.
Tensor poisson_nll_loss(const Tensor& input, const Tensor& target,
                        const PoissonNllOptions& options = {});

/// Options of `gaussian_nll_loss`.
struct GaussianNllOptions {
  Reduction reduction = Reduction::mean;
  /// Whether to add the constant log(2 pi) / 2.
  bool full = false;
  /// The least variance.
  double eps = 1e-6;
  /// As in `ElementLossOptions`.
  Tensor weight = {};
  /// As in `ElementLossOptions`.
  Tensor mask = {};
};

/// (log v + (input - target)^2 / v) / 2 with v = max(var, eps): the negative log-likelihood under a
/// normal distribution (Nix & Weigend 1994). Below eps, the gradient for `var` is that at eps.
/// [..., n], [..., n], [..., n] or [..., 1] or [...] -> scalar, or [..., n] without reduction
/// Throws ShapeError, DTypeError; ValueError for a negative variance and unless eps is positive.
Tensor gaussian_nll_loss(const Tensor& input, const Tensor& target, const Tensor& var,
                         const GaussianNllOptions& options = {});

}  // namespace xgrad::nn
