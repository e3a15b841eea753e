// Averages and maxima of windows of a sequence, along the last axis.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <optional>

namespace xgrad {

/// Options of `avg_pool1d`.
struct AvgPool1dOptions {
  /// The distance between windows, by default the size of a window.
  std::optional<Index> stride = {};
  /// Zeros at each end, at most half a window.
  Index padding = 0;
  /// Rounds the number of windows up: the last one may reach beyond the end.
  bool ceil_mode = false;
  /// Counts the zeros of the padding as elements of the mean.
  bool count_include_pad = true;
};

/// Means of windows of `kernel_size` elements along the last axis.
/// [..., t] -> [..., (t + 2 padding - kernel_size) / stride + 1]
/// Throws ShapeError when no window fits, DTypeError unless floating, ValueError for options out of
/// range.
Tensor avg_pool1d(const Tensor& x, Index kernel_size, const AvgPool1dOptions& options = {});

/// Options of `max_pool1d`.
struct MaxPool1dOptions {
  /// The distance between windows, by default the size of a window.
  std::optional<Index> stride = {};
  /// Elements of -inf at each end, at most half a window.
  Index padding = 0;
  /// The distance between the elements of a window.
  Index dilation = 1;
  /// Rounds the number of windows up: the last one may reach beyond the end.
  bool ceil_mode = false;
};

/// Maxima of windows of `kernel_size` elements along the last axis; NaN if an element is NaN.
/// [..., t] -> [..., (t + 2 padding - dilation (kernel_size - 1) - 1) / stride + 1]
/// The first maximum of a window gets its gradient. Throws as `avg_pool1d`.
Tensor max_pool1d(const Tensor& x, Index kernel_size, const MaxPool1dOptions& options = {});

/// Means of `output_size` windows that divide the last axis as evenly as possible.
/// [..., t] -> [..., output_size]
/// Window i has the elements from floor(i t / output_size) to before ceil((i + 1) t / output_size).
/// Throws as `avg_pool1d`.
Tensor adaptive_avg_pool1d(const Tensor& x, Index output_size);

/// Maxima of `output_size` windows that divide the last axis as `adaptive_avg_pool1d` does; NaN if
/// an element is NaN.
/// [..., t] -> [..., output_size]
/// The first maximum of a window gets its gradient. Throws as `avg_pool1d`.
Tensor adaptive_max_pool1d(const Tensor& x, Index output_size);

}  // namespace xgrad
