// Scalers: affine maps of features, fitted to training data.
#pragma once

#include <xgrad/autograd/state_dict.hpp>

#include <array>
#include <string_view>
#include <vector>

namespace xgrad::nn::data {

/// Options of scalers.
struct ScalerOptions {
  /// Treats NaN as a missing value: `fit` skips it, and transforms keep it. Otherwise `fit` throws.
  bool nan_is_missing = false;
};

/// Base of scalers: a feature x becomes (x - center) / scale + low. Features are the last axis, all
/// other axes are samples. Statistics are float64, and results have the dtype of the data.
class FeatureScaler {
 public:
  /// Fits the scaler to data.
  /// [..., features]
  /// Throws ShapeError for fewer than two axes, DTypeError unless floating, ValueError for a feature
  /// without values, NumericError for an infinite value, for NaN unless it is missing, and for values
  /// that are too large or too close to be scaled.
  void fit(const Tensor& data);
  /// Scales data.   [..., features] -> [..., features]
  /// Throws ValueError before `fit`, ShapeError for other features, DTypeError unless floating.
  Tensor transform(const Tensor& data) const;
  /// `fit`, then `transform` of the same data.
  Tensor fit_transform(const Tensor& data);
  /// The inverse of `transform`; gradients flow through both.   [..., features] -> [..., features]
  /// Throws as `transform`.
  Tensor inverse_transform(const Tensor& data) const;

  /// The statistics of the features; empty before `fit`.   float64 [features] each
  StateDict state_dict() const;
  /// Throws ValueError, without changes, for statistics that do not fit or are impossible.
  void load_state_dict(const StateDict& state);

 protected:
  /// The statistics of one feature.
  using Statistics = std::array<double, 2>;

  FeatureScaler(std::string_view name, std::array<std::string_view, 2> statistics,
                const ScalerOptions& options, double low = 0);
  FeatureScaler(const FeatureScaler&) = default;
  FeatureScaler& operator=(const FeatureScaler&) = default;
  ~FeatureScaler() = default;

  /// The center and scale of a feature with these statistics; the scale is not 0.
  virtual Statistics center_and_scale(const Statistics& statistics) const = 0;
  /// The statistics of values, of which there is at least one.
  virtual Statistics measure(const std::vector<double>& values) const = 0;
  /// Whether data can have these statistics.
  virtual bool is_possible(const Statistics& statistics) const = 0;

 private:
  // Replaces the statistics by others that are possible.
  void set(const std::array<Tensor, 2>& statistics);
  Tensor in_float64(std::string_view op, const Tensor& data) const;

  std::string_view name_;
  std::array<std::string_view, 2> statistic_names_;
  bool nan_is_missing_;
  double low_;
  std::array<Tensor, 2> statistics_;  // as saved; undefined before fit
  Tensor center_, scale_;             // float64 [features] each
};

/// Scales each feature to mean 0 and variance 1: scikit-learn's StandardScaler. A constant feature
/// becomes 0. The state has "mean" and "var", the population variance.
class StandardScaler final : public FeatureScaler {
 public:
  explicit StandardScaler(const ScalerOptions& options = {});

 private:
  Statistics center_and_scale(const Statistics& statistics) const override;
  Statistics measure(const std::vector<double>& values) const override;
  bool is_possible(const Statistics& statistics) const override;
};

/// Options of MinMaxScaler.
struct MinMaxOptions {
  /// The results for the least and the largest value of a feature.
  std::array<double, 2> feature_range = {0, 1};
  /// As in ScalerOptions.
  bool nan_is_missing = false;
};

/// Scales each feature to a range: scikit-learn's MinMaxScaler. A constant feature becomes the lower
/// limit. The state has "data_min" and "data_max".
class MinMaxScaler final : public FeatureScaler {
 public:
  /// Throws ValueError unless the range is finite and increasing.
  explicit MinMaxScaler(const MinMaxOptions& options = {});

 private:
  Statistics center_and_scale(const Statistics& statistics) const override;
  Statistics measure(const std::vector<double>& values) const override;
  bool is_possible(const Statistics& statistics) const override;

  double width_;
};

}  // namespace xgrad::nn::data
