// Convolutions over time, and their gradients.
#pragma once

#include <xgrad/core/array.hpp>

namespace xgrad::kernels {

/// The sizes of the convolution
///   y[n, o, t] = sum over c and j of w[o, c, j] x[n, c, t stride + j dilation - front]
/// in which c runs over the channels in the group of o, and x is 0 beyond its ends.
struct Convolution {
  Index batch, in_channels, out_channels, groups;
  Index kernel, in_length, out_length;
  Index stride, dilation, front;

  Shape input() const { return {batch, in_channels, in_length}; }
  Shape output() const { return {batch, out_channels, out_length}; }
  Shape weight() const { return {out_channels, in_channels / groups, kernel}; }
};

/// The convolution y of x with the weight, plus `bias`, one number per channel of y, if it is defined.
Array convolve(const Array& x, const Array& weight, const Array& bias, const Convolution& sizes);

/// The gradient with respect to x for the incoming gradient g of y, plus `bias`, one number per
/// channel of x, if it is defined: a transposed convolution of g.
Array convolve_transposed(const Array& g, const Array& weight, const Array& bias,
                          const Convolution& sizes);

/// The gradient with respect to the weight for the incoming gradient g of y.
Array convolve_weight_gradient(const Array& g, const Array& x, const Convolution& sizes);

}  // namespace xgrad::kernels
