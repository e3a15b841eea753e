// Softmax, log-softmax and log-sum-exp, row by row.
#include <xgrad/core/formula/exponential.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/pairwise.hpp>
#include <xgrad/core/kernels/reduce.hpp>
#include <xgrad/core/kernels/softmax.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/core/threads/threads.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace xgrad::kernels {
namespace {

// The largest element, or 0 if it is infinite, because inf - inf is NaN. May ignore a NaN, which
// propagates through the exponentials.
template <class T>
T shift_of(const T* row, Index count) {
  T lanes[static_cast<std::size_t>(RegisterLanes<T>::kWidth)];
  std::fill(std::begin(lanes), std::end(lanes), -std::numeric_limits<T>::infinity());
  auto largest = RegisterLanes<T>::load(lanes);
  Index i = 0;
  for (; i + RegisterLanes<T>::kWidth <= count; i += RegisterLanes<T>::kWidth) {
    largest = xsimd::max(largest, RegisterLanes<T>::load(row + i));
  }
  RegisterLanes<T>::store(lanes, largest);
  const T shift = std::max(*std::max_element(std::begin(lanes), std::end(lanes)),
                           i < count ? *std::max_element(row + i, row + count) : lanes[0]);
  return std::isfinite(shift) ? shift : T{0};
}

// e^x, with subnormal results.
template <class T>
T exponential(T x) {
  return std::exp(x);
}
template <class T>
xsimd::batch<T> exponential(const xsimd::batch<T>& x) {
  return formula::exp(formula::Value<T>(x)).batch;
}

// Writes exp(row - shift) and returns its sum.
template <class T>
T exponentials(const T* row, Index count, T shift, T* out) {
  for_lanes<T>(count, [&](auto lanes, Index i) {
    lanes.store(out + i, exponential(lanes.load(row + i) - shift));
  });
  return pairwise_sum(out, count);
}

// If an exponential is infinite, the whole row is NaN, as in PyTorch.
template <class T>
bool fill_undefined(T total, Index count, T* out) {
  if (!std::isinf(total)) return false;
  std::fill_n(out, count, std::numeric_limits<T>::quiet_NaN());
  return true;
}

// Calls `transform(row, count, out)` for each row along an axis, in parallel.
template <class Transform>
Array along_axis(std::string_view op, const Array& x, Index axis, const Transform& transform) {
  constexpr Index kElementsPerThread = 1 << 14;  // for which waking a thread pays off
  check_floating(op, x);
  const Index at = static_cast<Index>(normalize_axis(op, axis, x.shape()));
  const Array rows = contiguous(transpose(x, at, -1));
  Array result = Array::empty(rows.shape(), x.dtype());
  const Index count = x.rank() > 0 ? std::max<Index>(rows.shape().back(), 1) : 1;
  visit_floating(x.dtype(), [&]<class T>(T) {
    const T* in = rows.data<T>();
    T* out = result.mutable_data<T>();
    parallel_for(0, rows.numel() / count, 1 + kElementsPerThread / count,
                 [&](Index begin, Index end) {
                   for (Index row = begin; row < end; ++row) {
                     transform(in + row * count, count, out + row * count);
                   }
                 });
  });
  return contiguous(transpose(result, at, -1));
}

}  // namespace

Array softmax(const Array& x, Index axis) {
  return along_axis("softmax", x, axis, []<class T>(const T* row, Index count, T* out) {
    const T total = exponentials(row, count, shift_of(row, count), out);
    if (fill_undefined(total, count, out)) return;
    for_lanes<T>(count,
                 [&](auto lanes, Index i) { lanes.store(out + i, lanes.load(out + i) / total); });
  });
}

Array log_softmax(const Array& x, Index axis) {
  return along_axis("log_softmax", x, axis, []<class T>(const T* row, Index count, T* out) {
    const T shift = shift_of(row, count);
    const T total = exponentials(row, count, shift, out);
    if (fill_undefined(total, count, out)) return;
    const T log_total = std::log(total);
    for_lanes<T>(count, [&](auto lanes, Index i) {
      lanes.store(out + i, (lanes.load(row + i) - shift) - log_total);
    });
  });
}

Array logsumexp(const Array& x, const Axes& axes, bool keepdim) {
  check_floating("logsumexp", x);
  const Reduction reduction("logsumexp", x.shape(), axes, keepdim);
  const Array rows = reduction_rows(x, reduction);
  Array result = Array::empty(reduction.shape, x.dtype());
  Array scratch = Array::empty({reduction.count}, x.dtype());
  visit_floating(x.dtype(), [&]<class T>(T) {
    const T* row = rows.data<T>();
    for (Index i = 0; i < result.numel(); ++i, row += reduction.count) {
      const T shift = shift_of(row, reduction.count);
      const T total = exponentials(row, reduction.count, shift, scratch.mutable_data<T>());
      result.mutable_data<T>()[i] = shift + std::log(total);
    }
  });
  return result;
}

}  // namespace xgrad::kernels
