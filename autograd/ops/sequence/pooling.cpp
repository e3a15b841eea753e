// Pooling: sums of windows, whose pullback adds to windows and the reverse, and gathered maxima.
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops/element_wise/pointwise.hpp>
#include <xgrad/autograd/ops/index/index.hpp>
#include <xgrad/autograd/ops/sequence/pooling.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/sequence/pooling.hpp>

#include <algorithm>

namespace xgrad {
namespace {

using kernels::Window;
using kernels::Windows;

Tensor add_to_windows(const Tensor& g, const Windows& windows);

Tensor sum_windows(const char* op, const Tensor& x, const Windows& windows) {
  return record(op, kernels::sum_windows(x.array(), windows), {x},
                [windows](const Tensor& g) { return add_to_windows(g, windows); });
}

Tensor add_to_windows(const Tensor& g, const Windows& windows) {
  return record("add_to_windows", kernels::add_to_windows(g.array(), windows), {g},
                [windows](const Tensor& x) { return sum_windows("sum_windows", x, windows); });
}

Tensor max_of_windows(const Tensor& x, const Windows& windows) {
  return gather(x, -1, Tensor(kernels::argmax_windows(x.array(), windows)));
}

// The number of elements of each window, as divisors of their sums.   -> [count]
template <class Size>
Tensor sizes_of(const Windows& windows, DType dtype, const Size& size) {
  Array sizes = Array::empty({windows.count}, dtype);
  visit_floating(dtype, [&]<class T>(T) {
    for (Index i = 0; i < windows.count; ++i) sizes.mutable_data<T>()[i] = static_cast<T>(size(i));
  });
  return Tensor(std::move(sizes));
}

void check_pooled(const char* op, const Tensor& x) {
  if (!is_floating(x.dtype(op))) {
    throw DTypeError(fmt::format("{}: the input is {}, not float32 or float64", op, x.dtype()));
  }
  if (x.rank() == 0 || x.shape().back() == 0) {
    throw ShapeError(
        fmt::format("{}: input {} has no elements along time, its last axis", op, x.shape()));
  }
}

void check_positive(const char* op, const char* argument, Index value) {
  if (value > 0) return;
  throw ValueError(fmt::format("{}: {} is {}, must be positive", op, argument, value));
}

Windows windows_of(const char* op, const Tensor& x, Index kernel_size, Index stride, Index padding,
                   Index dilation, bool ceil_mode) {
  check_pooled(op, x);
  check_positive(op, "kernel_size", kernel_size);
  check_positive(op, "stride", stride);
  check_positive(op, "dilation", dilation);
  if (padding < 0 || padding > kernel_size / 2) {
    throw ValueError(fmt::format("{}: padding is {}, must be from 0 to half of kernel_size {}", op,
                                 padding, kernel_size));
  }
  const Index length = x.shape().back();
  const Index padded = saturating_sum(length, 2 * padding);
  if (kernel_size - 1 > (padded - 1) / dilation) {
    throw ShapeError(fmt::format(
        "{}: a window of {} elements with dilation {} does not fit input {} with padding {}", op,
        kernel_size, dilation, x.shape(), padding));
  }
  const Index rest = padded - (kernel_size - 1) * dilation - 1;
  Index count = rest / stride + 1;
  // One more window, if it begins in the input or in the padding before it.
  if (ceil_mode && rest % stride != 0 && count * stride < length + padding) ++count;
  const Windows windows = {.length = length,
                           .count = count,
                           .kernel = kernel_size,
                           .stride = stride,
                           .front = padding,
                           .dilation = dilation};
  for (const Index i : {Index{0}, count - 1}) {
    if (windows[i].begin < windows[i].end) continue;
    throw ShapeError(
        fmt::format("{}: window {} has no element of input {}, for kernel_size {}, "
                    "padding {} and dilation {}",
                    op, i, x.shape(), kernel_size, padding, dilation));
  }
  return windows;
}

Windows even_windows(const char* op, const Tensor& x, Index output_size) {
  check_pooled(op, x);
  check_positive(op, "output_size", output_size);
  Shape shape = x.shape();
  shape.back() = output_size;
  checked_numel(op, shape);
  return {.length = x.shape().back(), .count = output_size};
}

}  // namespace

Tensor avg_pool1d(const Tensor& x, Index kernel_size, const AvgPool1dOptions& options) {
  const Windows windows =
      windows_of("avg_pool1d", x, kernel_size, options.stride.value_or(kernel_size),
                 options.padding, 1, options.ceil_mode);
  const auto size = [&](Index i) {
    const Window window = windows[i];
    if (!options.count_include_pad) return window.end - window.begin;
    const Index begin = i * windows.stride - windows.front;
    return std::min(begin + kernel_size, windows.length + windows.front) - begin;
  };
  return div(sum_windows("avg_pool1d", x, windows), sizes_of(windows, x.dtype(), size));
}

Tensor max_pool1d(const Tensor& x, Index kernel_size, const MaxPool1dOptions& options) {
  return max_of_windows(
      x, windows_of("max_pool1d", x, kernel_size, options.stride.value_or(kernel_size),
                    options.padding, options.dilation, options.ceil_mode));
}

Tensor adaptive_avg_pool1d(const Tensor& x, Index output_size) {
  const Windows windows = even_windows("adaptive_avg_pool1d", x, output_size);
  const auto size = [&](Index i) { return windows[i].end - windows[i].begin; };
  return div(sum_windows("adaptive_avg_pool1d", x, windows), sizes_of(windows, x.dtype(), size));
}

Tensor adaptive_max_pool1d(const Tensor& x, Index output_size) {
  return max_of_windows(x, even_windows("adaptive_max_pool1d", x, output_size));
}

}  // namespace xgrad
