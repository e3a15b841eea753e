// RMSNorm, GroupNorm and BatchNorm1d.
#pragma once

#include <xgrad/nn/module/module.hpp>

#include <optional>

namespace xgrad::nn {

/// Options of RMSNorm.
struct RMSNormOptions {
  /// Added to the mean square; by default the machine epsilon of the dtype.
  std::optional<double> eps = {};
  /// Adds a `weight` per feature, initialised to 1.
  bool elementwise_affine = true;
  DType dtype = float32;
};

/// x / sqrt(mean(x^2) + eps) * weight over the last axis (Zhang & Sennrich 2019).
class RMSNorm : public Module<RMSNorm> {
 public:
  /// Throws ValueError unless `features` is positive and eps is not negative.
  explicit RMSNorm(Index features, const RMSNormOptions& options = {});

  /// [..., features] -> [..., features]
  /// Throws ShapeError, DTypeError.
  Tensor forward(const Tensor& input) const;
  std::string extra_repr() const override;

  const Parameter weight;

 private:
  Index features_;
  std::optional<double> eps_;
};

/// Options of GroupNorm.
struct GroupNormOptions {
  /// Added to the variance.
  double eps = 1e-5;
  /// Adds a `weight` and a `bias` per channel, initialised to 1 and 0.
  bool affine = true;
  DType dtype = float32;
};

/// (x - mean) / sqrt(variance + eps) * weight + bias, with the mean and the biased variance of each
/// group of channels of an example (Wu & He 2018).
class GroupNorm : public Module<GroupNorm> {
 public:
  /// Throws ValueError unless both sizes are positive, the groups divide the channels and eps is not
  /// negative.
  GroupNorm(Index num_groups, Index num_channels, const GroupNormOptions& options = {});

  /// [batch, num_channels, ...] -> [batch, num_channels, ...]
  /// Throws ShapeError, DTypeError.
  Tensor forward(const Tensor& input) const;
  std::string extra_repr() const override;

  const Parameter weight;
  const Parameter bias;

 private:
  Index num_groups_, num_channels_;
  double eps_;
};

/// Options of BatchNorm1d.
struct BatchNorm1dOptions {
  /// Added to the variance.
  double eps = 1e-5;
  /// The weight of a batch in the running statistics; without a value, they are the averages over
  /// all batches.
  std::optional<double> momentum = 0.1;
  /// Adds a `weight` and a `bias` per feature, initialised to 1 and 0.
  bool affine = true;
  /// Keeps the running statistics. Without them, evaluation uses those of the batch, too.
  bool track_running_stats = true;
  DType dtype = float32;
};

/// (x - mean) / sqrt(variance + eps) * weight + bias of each feature: in training, with the mean and
/// the biased variance of the batch, and in evaluation with the running statistics, which training
/// updates (Ioffe & Szegedy 2015).
class BatchNorm1d : public Module<BatchNorm1d> {
 public:
  /// Throws ValueError unless `num_features` is positive, eps is not negative, and the momentum is in
  /// [0, 1].
  explicit BatchNorm1d(Index num_features, const BatchNorm1dOptions& options = {});

  /// [batch, num_features] or [batch, num_features, time] -> input.shape
  /// Throws ShapeError, DTypeError; ValueError for a batch with one element per feature in training.
  Tensor forward(const Tensor& input) const;
  std::string extra_repr() const override;

  const Parameter weight;
  const Parameter bias;
  const Buffer running_mean;
  const Buffer running_var;
  /// The number of batches (int64) in the running statistics.
  const Buffer num_batches_tracked;

 private:
  Index num_features_;
  double eps_;
  std::optional<double> momentum_;
};

}  // namespace xgrad::nn
