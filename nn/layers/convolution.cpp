// Conv1d and ConvTranspose1d: initialisation, checks and descriptions.
#include <xgrad/core/format.hpp>
#include <xgrad/nn/init/basic.hpp>
#include <xgrad/nn/init/fan.hpp>
#include <xgrad/nn/layers/convolution.hpp>
#include <xgrad/nn/module/checks.hpp>

#include <algorithm>
#include <cmath>

namespace xgrad::nn {
namespace {

// The arguments that both layers have.
struct Sizes {
  const char* layer;
  Index in_channels, out_channels, kernel_size, groups, stride, dilation;
};

void check_not_negative(const char* layer, const char* argument, Index value) {
  if (value >= 0) return;
  throw ValueError(fmt::format("{}: {} is {}, must not be negative", layer, argument, value));
}

void check_sizes(const Sizes& sizes) {
  check_positive(sizes.layer, "in_channels", sizes.in_channels);
  check_positive(sizes.layer, "out_channels", sizes.out_channels);
  check_positive(sizes.layer, "kernel_size", sizes.kernel_size);
  check_positive(sizes.layer, "groups", sizes.groups);
  check_positive(sizes.layer, "stride", sizes.stride);
  check_positive(sizes.layer, "dilation", sizes.dilation);
  if (sizes.in_channels % sizes.groups != 0 || sizes.out_channels % sizes.groups != 0) {
    throw ValueError(
        fmt::format("{}: groups = {} does not divide in_channels = {} and "
                    "out_channels = {}",
                    sizes.layer, sizes.groups, sizes.in_channels, sizes.out_channels));
  }
  check_addressable(sizes.layer, "the weight",
                    {{"in_channels", sizes.in_channels},
                     {"out_channels", sizes.out_channels},
                     {"kernel_size", sizes.kernel_size}});
}

Tensor initial_kernel(const Sizes& sizes, Index first, Index second, DType dtype,
                      Generator& generator) {
  const Shape shape = {first, second / sizes.groups, sizes.kernel_size};
  return init::uniform(shape, init::linear_bound(shape[1] * shape[2]), dtype, generator);
}

Tensor initial_kernel_bias(const Parameter& weight, Index size, bool bias, Generator& generator) {
  if (!bias) return {};
  const auto fan_in = static_cast<double>(weight.size(1) * weight.size(2));
  return init::uniform({size}, 1 / std::sqrt(fan_in), weight.dtype(), generator);
}

Tensor initial_kernel(Index in_channels, Index out_channels, Index kernel_size,
                      const Conv1dOptions& options, Generator& generator) {
  const Sizes sizes = {"Conv1d",       in_channels,    out_channels,    kernel_size,
                       options.groups, options.stride, options.dilation};
  check_sizes(sizes);
  check_not_negative("Conv1d", "padding", options.padding.count());
  if (options.padding.is_same() && options.stride != 1) {
    throw ValueError(
        fmt::format("Conv1d: padding \"same\" with stride {}, expected 1", options.stride));
  }
  if (options.causal && (options.padding.is_same() || options.padding.count() != 0)) {
    throw ValueError(
        "Conv1d: both causal and padding are given, but causal determines the padding");
  }
  return initial_kernel(sizes, out_channels, in_channels, options.dtype, generator);
}

Tensor initial_kernel(Index in_channels, Index out_channels, Index kernel_size,
                      const ConvTranspose1dOptions& options, Generator& generator) {
  const Sizes sizes = {"ConvTranspose1d", in_channels,    out_channels,    kernel_size,
                       options.groups,    options.stride, options.dilation};
  check_sizes(sizes);
  check_not_negative("ConvTranspose1d", "padding", options.padding);
  check_not_negative("ConvTranspose1d", "output_padding", options.output_padding);
  if (options.output_padding >= std::max(options.stride, options.dilation)) {
    throw ValueError(fmt::format(
        "ConvTranspose1d: output_padding is {}, must be less than stride {} or dilation {}",
        options.output_padding, options.stride, options.dilation));
  }
  return initial_kernel(sizes, in_channels, out_channels, options.dtype, generator);
}

// Throws ShapeError unless the input has the channels and axes of a sequence, or of one example.
void check_in_channels(const Tensor& input, Index channels) {
  const std::size_t rank = input.rank("input");
  if ((rank == 2 || rank == 3) && input.size(-2) == channels) return;
  throw ShapeError(
      fmt::format("input {} does not fit [batch, channels, time] or [channels, time] "
                  "with in_channels = {}",
                  input.shape(), channels));
}

// ", stride 2" unless it is the default.
std::string option(const char* name, Index value, Index usual) {
  return value == usual ? "" : fmt::format(", {} {}", name, value);
}

}  // namespace

Conv1d::Conv1d(Index in_channels, Index out_channels, Index kernel_size,
               const Conv1dOptions& options, Generator& generator)
    : weight(register_parameter(
          "weight", initial_kernel(in_channels, out_channels, kernel_size, options, generator))),
      bias(register_parameter("bias",
                              initial_kernel_bias(weight, out_channels, options.bias, generator))),
      options_{.stride = options.stride,
               .padding = options.padding,
               .dilation = options.dilation,
               .groups = options.groups,
               .causal = options.causal} {}

Tensor Conv1d::forward(const Tensor& input) const {
  check_in_channels(input, weight.size(1) * options_.groups);
  check_dtype(input, weight.dtype());
  return conv1d(input, weight, bias, options_);
}

std::string Conv1d::extra_repr() const {
  return fmt::format("{} -> {}, kernel {}{}{}{}{}{}{}{}", weight.size(1) * options_.groups,
                     weight.size(0), weight.size(2), option("stride", options_.stride, 1),
                     option("padding", options_.padding.count(), 0),
                     options_.padding.is_same() ? ", padding same" : "",
                     option("dilation", options_.dilation, 1), option("groups", options_.groups, 1),
                     options_.causal ? ", causal" : "", bias.defined() ? "" : ", no bias");
}

ConvTranspose1d::ConvTranspose1d(Index in_channels, Index out_channels, Index kernel_size,
                                 const ConvTranspose1dOptions& options, Generator& generator)
    : weight(register_parameter(
          "weight", initial_kernel(in_channels, out_channels, kernel_size, options, generator))),
      bias(register_parameter("bias",
                              initial_kernel_bias(weight, out_channels, options.bias, generator))),
      options_{.stride = options.stride,
               .padding = options.padding,
               .output_padding = options.output_padding,
               .groups = options.groups,
               .dilation = options.dilation} {}

Tensor ConvTranspose1d::forward(const Tensor& input) const {
  check_in_channels(input, weight.size(0));
  check_dtype(input, weight.dtype());
  return conv_transpose1d(input, weight, bias, options_);
}

std::string ConvTranspose1d::extra_repr() const {
  return fmt::format(
      "{} -> {}, kernel {}{}{}{}{}{}{}", weight.size(0), weight.size(1) * options_.groups,
      weight.size(2), option("stride", options_.stride, 1), option("padding", options_.padding, 0),
      option("output_padding", options_.output_padding, 0), option("groups", options_.groups, 1),
      option("dilation", options_.dilation, 1), bias.defined() ? "" : ", no bias");
}

}  // namespace xgrad::nn
