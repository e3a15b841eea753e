// Means over all batches: of losses, of absolute errors, of squared errors.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/nn/metrics/totals.hpp>

namespace xgrad::nn {

/// The weighted mean of numbers such as the losses of batches. A NaN makes the mean NaN.
class MeanMetric : public MetricTotals<double, double> {
 public:
  MeanMetric() : MetricTotals("MeanMetric", "sum", "weight") {}

  /// Adds a number, such as the mean loss of `weight` targets. A weight of 0 adds nothing, not even NaN.
  /// Throws ValueError unless the weight is at least 0 and finite.
  void update(double value, double weight = 1);
  /// Adds all elements, each with this weight.
  void update(const Tensor& values, double weight = 1);
  /// NaN before the first number.
  double compute() const { return mean(); }
};

/// The mean of |input - target|. A NaN makes the mean NaN.
class MeanAbsoluteError : public MetricTotals<double, Index> {
 public:
  MeanAbsoluteError() : MetricTotals("MeanAbsoluteError", "sum", "count") {}

  /// Counts the elements of a batch, of any dtype. The mask broadcasts to them; where it is false, nothing
  /// is read.
  /// [...], [...], bool [...]
  /// Throws ShapeError, also when input and target have different shapes; DTypeError.
  void update(const Tensor& input, const Tensor& target, const Tensor& mask = {});
  /// NaN before the first element.
  double compute() const { return mean(); }
};

/// The square root of the mean of (input - target)^2. A NaN makes it NaN.
class RootMeanSquaredError : public MetricTotals<double, Index> {
 public:
  RootMeanSquaredError() : MetricTotals("RootMeanSquaredError", "sum", "count") {}

  /// Counts as `MeanAbsoluteError`.
  void update(const Tensor& input, const Tensor& target, const Tensor& mask = {});
  /// NaN before the first element.
  double compute() const;
};

/// The mean absolute error of one batch.   [...], [...], bool [...]
/// Throws as `MeanAbsoluteError`.
double mean_absolute_error(const Tensor& input, const Tensor& target, const Tensor& mask = {});

/// The root of the mean squared error of one batch.   [...], [...], bool [...]
/// Throws as `MeanAbsoluteError`.
double root_mean_squared_error(const Tensor& input, const Tensor& target, const Tensor& mask = {});

}  // namespace xgrad::nn
