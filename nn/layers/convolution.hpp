// Conv1d and ConvTranspose1d: convolutions over time.
#pragma once

#include <xgrad/autograd/ops/sequence/convolution.hpp>
#include <xgrad/core/generator.hpp>
#include <xgrad/nn/module/module.hpp>

namespace xgrad::nn {

/// Options of Conv1d.
struct Conv1dOptions {
  Index stride = 1;
  /// Zeros at each end, "same" or "valid".
  ConvPadding padding = 0;
  Index dilation = 1;
  Index groups = 1;
  /// Pads in front only, so that no output depends on later inputs.
  bool causal = false;
  bool bias = true;
  DType dtype = float32;
};

/// `conv1d` with `weight` [out_channels, in_channels / groups, kernel_size] and `bias`
/// [out_channels], initialised from U(-b, b) with b = 1 / sqrt(in_channels / groups kernel_size).
class Conv1d : public Module<Conv1d> {
 public:
  /// Throws ValueError for sizes and options out of range, and unless the groups divide the channels.
  Conv1d(Index in_channels, Index out_channels, Index kernel_size,
         const Conv1dOptions& options = {}, Generator& generator = default_generator());

  /// [batch, in_channels, time] or [in_channels, time] -> [batch, out_channels, time']
  /// Throws ShapeError, DTypeError.
  Tensor forward(const Tensor& input) const;
  std::string extra_repr() const override;

  const Parameter weight;
  const Parameter bias;

 private:
  xgrad::Conv1dOptions options_;
};

/// Options of ConvTranspose1d.
struct ConvTranspose1dOptions {
  Index stride = 1;
  /// Elements that are removed at each end.
  Index padding = 0;
  /// Elements that are added at the end.
  Index output_padding = 0;
  Index groups = 1;
  bool bias = true;
  Index dilation = 1;
  DType dtype = float32;
};

/// `conv_transpose1d` with `weight` [in_channels, out_channels / groups, kernel_size] and `bias`
/// [out_channels], initialised from U(-b, b) with b = 1 / sqrt(out_channels / groups kernel_size).
class ConvTranspose1d : public Module<ConvTranspose1d> {
 public:
  /// Throws ValueError for sizes and options out of range, and unless the groups divide the channels.
  ConvTranspose1d(Index in_channels, Index out_channels, Index kernel_size,
                  const ConvTranspose1dOptions& options = {},
                  Generator& generator = default_generator());

  /// [batch, in_channels, time] or [in_channels, time] -> [batch, out_channels, time']
  /// Throws ShapeError, DTypeError.
  Tensor forward(const Tensor& input) const;
  std::string extra_repr() const override;

  const Parameter weight;
  const Parameter bias;

 private:
  xgrad::ConvTranspose1dOptions options_;
};

}  // namespace xgrad::nn
