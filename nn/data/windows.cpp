// Windows are strided views.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/data/samplers/checks.hpp>
#include <xgrad/nn/data/windows.hpp>

namespace xgrad::nn::data {
namespace {

// Checks that a window of `length` time steps fits.
void check_series(const char* op, const Tensor& series, Index length, Index stride) {
  check_least(op, "stride", stride);
  const Shape& shape = series.shape(op);
  if (shape.empty() || shape[0] < length)
    throw ShapeError(
        fmt::format("{}: the series {} has no window of {} time steps", op, shape, length),
        "time is the first axis");
}

// [time, ...] -> [count, window, ...]
Tensor windows(const Tensor& series, Index window, Index stride) {
  return movedim(unfold(series, 0, window, stride), -1, 1);
}

// Pairs of windows; those of the target start `shift` time steps after those of the input.
TensorDataset<2> pairs(const Tensor& series, Index input, Index shift, Index target, Index stride) {
  const Index last = series.size(0) - shift - target;  // the last start of a pair
  return TensorDataset(windows(narrow(series, 0, 0, last + input), input, stride),
                       windows(narrow(series, 0, shift, last + target), target, stride));
}

}  // namespace

Tensor sliding_windows(const Tensor& series, Index window, Index stride) {
  check_least("sliding_windows", "window", window);
  check_series("sliding_windows", series, window, stride);
  return windows(series, window, stride);
}

TensorDataset<2> next_step_windows(const Tensor& series, const NextStepOptions& options) {
  constexpr const char* op = "next_step_windows";
  check_least(op, "window", options.window);
  check_series(op, series, saturating_sum(options.window, 1), options.stride);
  return pairs(series, options.window, 1, options.window, options.stride);
}

TensorDataset<2> forecast_windows(const Tensor& series, const ForecastOptions& options) {
  constexpr const char* op = "forecast_windows";
  check_least(op, "lags", options.lags);
  check_least(op, "steps_ahead", options.steps_ahead);
  check_series(op, series, saturating_sum(options.lags, options.steps_ahead), options.stride);
  return pairs(series, options.lags, options.lags, options.steps_ahead, options.stride);
}

}  // namespace xgrad::nn::data
