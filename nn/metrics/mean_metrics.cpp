// Means over all batches, added up in float64.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/loss/element_losses.hpp>
#include <xgrad/nn/metrics/mean_metrics.hpp>

#include <cmath>

namespace xgrad::nn {
namespace {

// The differences of the elements that count.
std::vector<double> errors_of(const char* metric, const Tensor& input, const Tensor& target,
                              const Tensor& mask) {
  check_equal_shapes(metric, {"input is", input}, {"target is", target});
  joined_factors(metric, {}, mask, input.shape(), float64);  // checks the mask
  const Tensor errors = sub(to(input, float64), to(target, float64));
  return (mask.defined() ? masked_select(errors, mask) : errors).to_vector<double>();
}

}  // namespace

void MeanMetric::update(double value, double weight) {
  check_at_least(metric(), "weight", weight, 0);
  if (weight > 0) set(sum() + value * weight, count() + weight);
}

void MeanMetric::update(const Tensor& values, double weight) {
  with_out_of_memory([&] {
    const NoGrad no_grad;
    for (const double value : to(values, float64).to_vector<double>()) update(value, weight);
  });
}

void MeanAbsoluteError::update(const Tensor& input, const Tensor& target, const Tensor& mask) {
  with_out_of_memory([&] {
    const NoGrad no_grad;
    for (const double error : errors_of(metric(), input, target, mask))
      set(sum() + std::abs(error), count() + 1);
  });
}

void RootMeanSquaredError::update(const Tensor& input, const Tensor& target, const Tensor& mask) {
  with_out_of_memory([&] {
    const NoGrad no_grad;
    for (const double error : errors_of(metric(), input, target, mask))
      set(sum() + error * error, count() + 1);
  });
}

double RootMeanSquaredError::compute() const {
  return std::sqrt(mean());
}

double mean_absolute_error(const Tensor& input, const Tensor& target, const Tensor& mask) {
  MeanAbsoluteError metric;
  metric.update(input, target, mask);
  return metric.compute();
}

double root_mean_squared_error(const Tensor& input, const Tensor& target, const Tensor& mask) {
  RootMeanSquaredError metric;
  metric.update(input, target, mask);
  return metric.compute();
}

}  // namespace xgrad::nn
