// AvgPool1d, MaxPool1d and AdaptiveAvgPool1d: windows of a sequence.
#pragma once

#include <xgrad/autograd/ops/sequence/pooling.hpp>
#include <xgrad/nn/module/module.hpp>

namespace xgrad::nn {

/// `avg_pool1d`: means of windows along the last axis.
class AvgPool1d : public Module<AvgPool1d> {
 public:
  /// Throws ValueError for sizes out of range.
  explicit AvgPool1d(Index kernel_size, const AvgPool1dOptions& options = {});

  /// [..., time] -> [..., (time + 2 padding - kernel_size) / stride + 1]
  /// Throws ShapeError, DTypeError.
  Tensor forward(const Tensor& input) const;
  std::string extra_repr() const override;

 private:
  Index kernel_size_;
  AvgPool1dOptions options_;
};

/// `max_pool1d`: maxima of windows along the last axis.
class MaxPool1d : public Module<MaxPool1d> {
 public:
  /// Throws ValueError for sizes out of range.
  explicit MaxPool1d(Index kernel_size, const MaxPool1dOptions& options = {});

  /// [..., time] -> [..., (time + 2 padding - dilation (kernel_size - 1) - 1) / stride + 1]
  /// Throws ShapeError, DTypeError.
  Tensor forward(const Tensor& input) const;
  std::string extra_repr() const override;

 private:
  Index kernel_size_;
  MaxPool1dOptions options_;
};

/// `adaptive_avg_pool1d`: means of windows that divide the last axis as evenly as possible.
class AdaptiveAvgPool1d : public Module<AdaptiveAvgPool1d> {
 public:
  /// Throws ValueError unless `output_size` is positive.
  explicit AdaptiveAvgPool1d(Index output_size);

  /// [..., time] -> [..., output_size]
  /// Throws ShapeError, DTypeError.
  Tensor forward(const Tensor& input) const;
  std::string extra_repr() const override;

 private:
  Index output_size_;
};

}  // namespace xgrad::nn
