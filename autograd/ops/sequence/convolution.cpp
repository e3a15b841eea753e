// Convolutions. The sum over all indices of g[o, t] w[o, c, j] x[c, t stride + j dilation - front]
// is linear in g, w and x; its derivatives with respect to each of them are the three operations
// below, and their pullbacks are the other two.
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops/reduce/reduce.hpp>
#include <xgrad/autograd/ops/sequence/convolution.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/sequence/convolution.hpp>

#include <algorithm>
#include <limits>
#include <string_view>

namespace xgrad {
namespace {

using kernels::Convolution;

Tensor convolve(const char* op, const Tensor& x, const Tensor& weight, const Tensor& bias,
                const Convolution& sizes);
Tensor convolve_transposed(const char* op, const Tensor& g, const Tensor& weight,
                           const Tensor& bias, const Convolution& sizes);

Tensor convolve_weight_gradient(const Tensor& g, const Tensor& x, const Convolution& sizes) {
  return record(
      "conv1d_weight_gradient", kernels::convolve_weight_gradient(g.array(), x.array(), sizes),
      {g, x},
      [x = saved(x), sizes](const Tensor& w) { return convolve("conv1d", x(), w, {}, sizes); },
      [g = saved(g), sizes](const Tensor& w) {
        return convolve_transposed("conv_transpose1d", g(), w, {}, sizes);
      });
}

// Records a convolution with its bias, if there is one.
template <class... Pullbacks>
Tensor record_convolution(const char* op, Array value, const Tensor& x, const Tensor& weight,
                          const Tensor& bias, Pullbacks... pullbacks) {
  if (!bias.defined()) return record(op, std::move(value), {x, weight}, pullbacks...);
  return record(op, std::move(value), {x, weight, bias}, pullbacks...,
                [](const Tensor& g) { return sum(sum(g, -1), 0); });
}

Array array_of(const Tensor& bias) {
  return bias.defined() ? bias.array() : Array();
}

Tensor convolve(const char* op, const Tensor& x, const Tensor& weight, const Tensor& bias,
                const Convolution& sizes) {
  return record_convolution(
      op, kernels::convolve(x.array(), weight.array(), array_of(bias), sizes), x, weight, bias,
      [w = saved(weight), sizes](const Tensor& g) {
        return convolve_transposed("conv_transpose1d", g, w(), {}, sizes);
      },
      [x = saved(x), sizes](const Tensor& g) { return convolve_weight_gradient(g, x(), sizes); });
}

Tensor convolve_transposed(const char* op, const Tensor& g, const Tensor& weight,
                           const Tensor& bias, const Convolution& sizes) {
  return record_convolution(
      op, kernels::convolve_transposed(g.array(), weight.array(), array_of(bias), sizes), g, weight,
      bias,
      [w = saved(weight), sizes](const Tensor& x) { return convolve("conv1d", x, w(), {}, sizes); },
      [g = saved(g), sizes](const Tensor& x) { return convolve_weight_gradient(g(), x, sizes); });
}

void check_at_least(const char* op, const char* option, Index value, Index least) {
  if (value >= least) return;
  throw ValueError(fmt::format("{}: {} is {}, must be at least {}", op, option, value, least));
}

// Checks all but the sizes along time; `channels` is the axis of the weight for those of x.
void check_convolution(const char* op, const Tensor& x, const Tensor& weight, const Tensor& bias,
                       Index groups, std::size_t channels) {
  check_defined(op, x, weight);
  const bool is_transposed = channels == 0;
  if (x.rank() != 3) {
    throw ShapeError(
        fmt::format("{}: input {} has {} axes, expected [batch, channels, time] or "
                    "[channels, time]",
                    op, x.shape(), x.rank()));
  }
  if (weight.rank() != 3 || weight.shape()[2] < 1) {
    throw ShapeError(
        fmt::format("{}: the weight is {}, expected {} with k of at least 1", op, weight.shape(),
                    is_transposed ? "[in, out / groups, k]" : "[out, in / groups, k]"));
  }
  const auto check_dtype = [&](const char* role, const Tensor& other) {
    if (!is_floating(other.dtype())) {
      throw DTypeError(
          fmt::format("{}: the {} is {}, not float32 or float64", op, role, other.dtype()));
    }
    if (other.dtype() == weight.dtype()) return;
    throw DTypeError(
        fmt::format("{}: the {} is {}, the weight is {}", op, role, other.dtype(), weight.dtype()),
        "cast one of them; floating types do not mix silently");
  };
  check_dtype("input", x);
  check_dtype("weight", weight);
  if (bias.defined()) check_dtype("bias", bias);
  check_at_least(op, "groups", groups, 1);
  const Index first = weight.shape()[0], second = weight.shape()[1];
  if (first % groups != 0) {
    throw ShapeError(fmt::format("{}: {} groups do not divide the {} {} channels of weight {}", op,
                                 groups, first, is_transposed ? "input" : "output",
                                 weight.shape()));
  }
  const Index expected = is_transposed ? first : saturating_product(second, groups);
  if (x.shape()[1] != expected) {
    throw ShapeError(
        fmt::format("{}: input {} has {} channels, expected {} for weight {} with {} "
                    "groups",
                    op, x.shape(), x.shape()[1], expected, weight.shape(), groups));
  }
  const Index outputs = is_transposed ? saturating_product(second, groups) : first;
  if (bias.defined() && bias.shape() != Shape{outputs}) {
    throw ShapeError(fmt::format("{}: bias {} does not fit weight {}, expected [{}]", op,
                                 bias.shape(), weight.shape(), outputs));
  }
}

// With one step, the stride has no effect; 1 needs no room for the others.
Convolution normalized(Convolution sizes) {
  if (sizes.out_length <= 1) sizes.stride = 1;
  return sizes;
}

}  // namespace

ConvPadding::ConvPadding(const char* mode) : is_same_(std::string_view(mode) == "same") {
  if (is_same_ || std::string_view(mode) == "valid") return;
  throw ValueError(
      fmt::format("padding is \"{}\", expected a number, \"same\" or \"valid\"", mode));
}

Tensor conv1d(const Tensor& x, const Tensor& weight, const Tensor& bias,
              const Conv1dOptions& options) {
  constexpr const char* kOp = "conv1d";
  if (x.rank(kOp) == 2) return squeeze(conv1d(unsqueeze(x, 0), weight, bias, options), 0);
  check_convolution(kOp, x, weight, bias, options.groups, 1);
  check_at_least(kOp, "stride", options.stride, 1);
  check_at_least(kOp, "dilation", options.dilation, 1);
  check_at_least(kOp, "padding", options.padding.count(), 0);
  if (options.padding.is_same() && options.stride != 1) {
    throw ValueError(
        fmt::format("conv1d: padding \"same\" with stride {}, expected 1", options.stride),
        "only with stride 1 has the output the length of the input");
  }
  if (options.causal && (options.padding.is_same() || options.padding.count() != 0)) {
    throw ValueError(
        "conv1d: both causal and padding are given, but causal determines the padding");
  }
  const Index length = x.shape()[2], kernel = weight.shape()[2];
  const Index span = saturating_product(options.dilation, kernel - 1);  // of a window, less one
  Index front = options.padding.count(), back = front;
  if (options.causal) front = span;
  if (options.padding.is_same()) {
    front = span / 2;
    back = span - front;
  }
  const Index padded = saturating_sum(saturating_sum(length, front), back);
  checked_numel(kOp, {x.shape()[0], x.shape()[1], padded});
  if (padded <= span) {
    throw ShapeError(
        fmt::format("conv1d: a window of {} elements does not fit input {} with padding {} + {}",
                    saturating_sum(span, 1), x.shape(), front, back));
  }
  const Convolution sizes = normalized({.batch = x.shape()[0],
                                        .in_channels = x.shape()[1],
                                        .out_channels = weight.shape()[0],
                                        .groups = options.groups,
                                        .kernel = kernel,
                                        .in_length = length,
                                        .out_length = (padded - span - 1) / options.stride + 1,
                                        .stride = options.stride,
                                        .dilation = options.dilation,
                                        .front = front});
  checked_numel(kOp, sizes.output());
  return convolve(kOp, x, weight, bias, sizes);
}

Tensor conv_transpose1d(const Tensor& x, const Tensor& weight, const Tensor& bias,
                        const ConvTranspose1dOptions& options) {
  constexpr const char* kOp = "conv_transpose1d";
  if (x.rank(kOp) == 2) return squeeze(conv_transpose1d(unsqueeze(x, 0), weight, bias, options), 0);
  check_convolution(kOp, x, weight, bias, options.groups, 0);
  check_at_least(kOp, "stride", options.stride, 1);
  check_at_least(kOp, "dilation", options.dilation, 1);
  check_at_least(kOp, "padding", options.padding, 0);
  check_at_least(kOp, "output_padding", options.output_padding, 0);
  if (options.output_padding >= std::max(options.stride, options.dilation)) {
    throw ValueError(fmt::format(
        "conv_transpose1d: output_padding is {}, must be less than stride {} or dilation {}",
        options.output_padding, options.stride, options.dilation));
  }
  const Index steps = x.shape()[2];
  if (steps == 0) {
    throw ShapeError(fmt::format("conv_transpose1d: input {} has no time steps", x.shape()));
  }
  const Index span = saturating_product(options.dilation, weight.shape()[2] - 1);
  const Index whole = saturating_sum(saturating_product(steps - 1, options.stride),
                                     saturating_sum(span, options.output_padding + 1));
  const Index outputs = saturating_product(weight.shape()[1], options.groups);
  checked_numel(kOp, {x.shape()[0], outputs, whole});
  if ((whole - 1) / 2 < options.padding) {
    throw ShapeError(
        fmt::format("conv_transpose1d: padding {} removes all {} elements of the output for input "
                    "{} and weight {}",
                    options.padding, whole, x.shape(), weight.shape()));
  }
  return convolve_transposed(kOp, x, weight, bias,
                             normalized({.batch = x.shape()[0],
                                         .in_channels = outputs,
                                         .out_channels = x.shape()[1],
                                         .groups = options.groups,
                                         .kernel = weight.shape()[2],
                                         .in_length = whole - 2 * options.padding,
                                         .out_length = steps,
                                         .stride = options.stride,
                                         .dilation = options.dilation,
                                         .front = options.padding}));
}

}  // namespace xgrad
