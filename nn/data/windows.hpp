// Windows of a series as examples, as views of the series.
#pragma once

#include <xgrad/nn/data/tensor_dataset.hpp>

namespace xgrad::nn::data {

/// All windows of `window` time steps, at distances of `stride`, as a read-only view.
/// [time, ...] -> [(time - window) / stride + 1, window, ...]
/// Throws ShapeError when the series is shorter than a window, ValueError unless window and stride
/// are positive.
Tensor sliding_windows(const Tensor& series, Index window, Index stride = 1);

/// Options of `next_step_windows`.
struct NextStepOptions {
  /// Time steps of the input and of the target.
  Index window = 0;
  /// Time steps between the starts of windows.
  Index stride = 1;
};

/// Windows as inputs, and as targets the windows that start one time step later.
/// [time, ...] -> [count, window, ...] each
/// Throws as `sliding_windows`.
TensorDataset<2> next_step_windows(const Tensor& series, const NextStepOptions& options);

/// Options of `forecast_windows`.
struct ForecastOptions {
  /// Time steps of the input, up to the present.
  Index lags = 0;
  /// Time steps of the target, which follow the input.
  Index steps_ahead = 1;
  /// Time steps between the starts of windows.
  Index stride = 1;
};

/// Windows as inputs, and as targets the time steps that follow.
/// [time, ...] -> [count, lags, ...] and [count, steps_ahead, ...]
/// Throws as `sliding_windows`.
TensorDataset<2> forecast_windows(const Tensor& series, const ForecastOptions& options);

}  // namespace xgrad::nn::data
