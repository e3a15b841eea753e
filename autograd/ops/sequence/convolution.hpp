// Convolutions over time.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <concepts>

namespace xgrad {

/// The zeros that a convolution adds to its input: a number, for each end, "valid" for none, or
/// "same" for as many as give an output of the length of the input; an odd one is at the end.
class ConvPadding {
 public:
  template <std::integral Count>
  requires(!std::same_as<Count, bool>) constexpr ConvPadding(Count count)
      : count_(static_cast<Index>(count)) {}
  /// Throws ValueError for any other text.
  ConvPadding(const char* mode);

  bool is_same() const { return is_same_; }
  /// The number of zeros at each end, unless `is_same()`.
  Index count() const { return count_; }

 private:
  Index count_ = 0;
  bool is_same_ = false;
};

/// Options of `conv1d`.
struct Conv1dOptions {
  Index stride = 1;
  ConvPadding padding = 0;
  /// The distance between the elements that neighbouring weights multiply.
  Index dilation = 1;
  /// Divides the channels into groups with a convolution each.
  Index groups = 1;
  /// Adds dilation (k - 1) zeros in front and none at the end, so that no output depends on later
  /// inputs.
  bool causal = false;
};

/// Convolution over time: sums of products of the weight with windows of x, plus a bias per
/// channel, if it is defined.
/// [n, c, t], [o, c / groups, k], [o] -> [n, o, (t + padding - dilation (k - 1) - 1) / stride + 1]
/// where `padding` counts the zeros at both ends, and the quotient is rounded down. x may be one
/// example [c, t]. Differentiable any number of times. Throws ShapeError, DTypeError; ValueError for
/// options out of range.
Tensor conv1d(const Tensor& x, const Tensor& weight, const Tensor& bias = {},
              const Conv1dOptions& options = {});

/// Options of `conv_transpose1d`.
struct ConvTranspose1dOptions {
  Index stride = 1;
  /// Elements that are removed at each end.
  Index padding = 0;
  /// Elements that are added at the end. Less than the stride or the dilation.
  Index output_padding = 0;
  Index groups = 1;
  Index dilation = 1;
};

/// Transposed convolution: the gradient of `conv1d` with respect to its input, for the gradient x,
/// plus a bias per channel, if it is defined.
/// [n, c, t], [c, o / groups, k], [o] ->
/// [n, o, (t - 1) stride - 2 padding + dilation (k - 1) + output_padding + 1]
/// x may be one example [c, t]. Differentiable any number of times. Throws as `conv1d`.
Tensor conv_transpose1d(const Tensor& x, const Tensor& weight, const Tensor& bias = {},
                        const ConvTranspose1dOptions& options = {});

}  // namespace xgrad
