// Metrics: named numbers that a training step or an evaluation reports.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace xgrad::nn::training {

/// A named number.
struct Metric {
  /// Throws ValueError unless the name can be a column of a log: UTF-8 that is not empty, without
  /// control characters, quotes, commas and backslashes, and not "step", "epoch" or "kind".
  Metric(std::string metric_name, double metric_value);
  /// The only element of a tensor. Throws ShapeError.
  Metric(std::string metric_name, const Tensor& metric_value);

  /// The shortest decimal number that gives the value; "nan" for a NaN of either sign.
  std::string text() const;

  std::string name;
  double value;
};

/// Metrics in a fixed order. A single number is the metric "loss".
class Metrics {
 public:
  Metrics() = default;
  Metrics(double loss) : Metrics({{"loss", loss}}) {}
  Metrics(const Tensor& loss) : Metrics({{"loss", loss}}) {}
  /// `{{"loss", loss}, {"accuracy", accuracy}}`. Throws ValueError for equal names.
  Metrics(std::initializer_list<Metric> metrics)
      : Metrics(std::vector<Metric>(metrics.begin(), metrics.end())) {}
  Metrics(std::vector<Metric> metrics);

  std::vector<Metric>::const_iterator begin() const { return metrics_.begin(); }
  std::vector<Metric>::const_iterator end() const { return metrics_.end(); }
  std::size_t size() const { return metrics_.size(); }
  /// The value of the metric with this name. Throws ValueError that lists the names.
  double at(std::string_view name) const;

 private:
  std::vector<Metric> metrics_;
};

}  // namespace xgrad::nn::training
