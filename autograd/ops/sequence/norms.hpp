// Normalisation by the root mean square, within groups of channels, and over the batch.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <optional>

namespace xgrad {

/// x / sqrt(mean(x^2) + eps) over the last axis, times `weight`, if it is defined (Zhang & Sennrich
/// 2019).
/// [..., n], [n] -> [..., n]
/// By default, eps is the machine epsilon of the dtype. Throws ShapeError, DTypeError; ValueError for
/// a negative eps.
Tensor rms_norm(const Tensor& x, const Tensor& weight = {}, std::optional<double> eps = {});

/// (x - mean) / sqrt(variance + eps) over each of `num_groups` groups of channels of an example, with
/// the biased variance; groups of equal elements give 0.
/// [n, c, ...], [c], [c] -> [n, c, ...]
/// The result is multiplied by `weight` and added to `bias`, if they are defined (Wu & He 2018).
/// Throws ShapeError, also when the groups do not divide the channels; DTypeError; ValueError for a
/// negative eps.
Tensor group_norm(const Tensor& x, Index num_groups, const Tensor& weight = {},
                  const Tensor& bias = {}, double eps = 1e-5);

/// (x - mean) / sqrt(variance + eps) of each channel, with the running statistics or, if `training`
/// or if there are none, with the mean and the biased variance over all other axes.
/// [n, c, ...], [c], [c], [c], [c] -> [n, c, ...]
/// The result is multiplied by `weight` and added to `bias`, if they are defined (Ioffe & Szegedy
/// 2015). With `training`, writes (1 - momentum) running + momentum new into the running statistics,
/// if they are defined, with the unbiased variance. Throws ShapeError, DTypeError; ValueError for a
/// negative eps or a batch with fewer than two elements per channel.
Tensor batch_norm(const Tensor& x, const Tensor& running_mean, const Tensor& running_var,
                  const Tensor& weight = {}, const Tensor& bias = {}, bool training = false,
                  double momentum = 0.1, double eps = 1e-5);

}  // namespace xgrad
