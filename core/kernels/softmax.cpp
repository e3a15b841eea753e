// Softmax, log-softmax and log-sum-exp, row by row, compiled for every instruction set. See Note
// [Instruction sets].
#include <xgrad/core/formula/exponential.hpp>
#include <xgrad/core/formula/widest.hpp>
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

// Writes exp(row - shift), with subnormal results, and returns its sum.
template <class T>
T exponentials(const T* row, Index count, T shift, T* out) {
  for_registers<T>(count, [&](auto lanes, Index i) {
    lanes.store(out + i, formula::exp(formula::Value<T>(lanes.load(row + i) - shift)).batch);
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

// Rows of `count` contiguous elements each.
template <class T>
struct Rows {
  Index count;
  const T* x;
  T* out;
};

template <class T>
void softmax_rows(const Rows<T>& rows, Index begin, Index end) {
  for (Index at = begin; at < end; ++at) {
    const T* const row = rows.x + at * rows.count;
    T* const out = rows.out + at * rows.count;
    const T total = exponentials(row, rows.count, shift_of(row, rows.count), out);
    if (fill_undefined(total, rows.count, out)) continue;
    for_lanes<T>(rows.count,
                 [&](auto lanes, Index i) { lanes.store(out + i, lanes.load(out + i) / total); });
  }
}

template <class T>
void log_softmax_rows(const Rows<T>& rows, Index begin, Index end) {
  for (Index at = begin; at < end; ++at) {
    const T* const row = rows.x + at * rows.count;
    T* const out = rows.out + at * rows.count;
    const T shift = shift_of(row, rows.count);
    const T total = exponentials(row, rows.count, shift, out);
    if (fill_undefined(total, rows.count, out)) continue;
    const T log_total = std::log(total);
    for_lanes<T>(rows.count, [&](auto lanes, Index i) {
      lanes.store(out + i, (lanes.load(row + i) - shift) - log_total);
    });
  }
}

// Writes one result for each row; `scratch` holds a row.
template <class T>
void logsumexp_rows(const Rows<T>& rows, T* scratch, Index end) {
  for (Index at = 0; at < end; ++at) {
    const T* const row = rows.x + at * rows.count;
    const T shift = shift_of(row, rows.count);
    rows.out[at] = shift + std::log(exponentials(row, rows.count, shift, scratch));
  }
}

// The functions that are compiled for each instruction set.
template <class T>
struct SoftmaxLoops {
  struct Table {
    void (*softmax)(const Rows<T>&, Index begin, Index end);
    void (*log_softmax)(const Rows<T>&, Index begin, Index end);
    void (*logsumexp)(const Rows<T>&, T* scratch, Index end);
  };
  static constexpr Table table = {softmax_rows<T>, log_softmax_rows<T>, logsumexp_rows<T>};
};

template <class T>
const auto& softmax_loops() {
  return formula::widest<SoftmaxLoops<T>>();
}

// Calls `transform(rows, begin, end)` for ranges of the rows along an axis, in parallel.
template <class Transform>
Array along_axis(std::string_view op, const Array& x, Index axis, const Transform& transform) {
  constexpr Index kElementsPerThread = 1 << 14;  // for which waking a thread pays off
  check_floating(op, x);
  const Index at = static_cast<Index>(normalize_axis(op, axis, x.shape()));
  const Array dense = contiguous(transpose(x, at, -1));
  Array result = Array::empty(dense.shape(), x.dtype());
  const Index count = x.rank() > 0 ? std::max<Index>(dense.shape().back(), 1) : 1;
  visit_floating(x.dtype(), [&]<class T>(T) {
    const Rows<T> rows = {count, dense.data<T>(), result.mutable_data<T>()};
    parallel_for(0, dense.numel() / count, 1 + kElementsPerThread / count,
                 [&](Index begin, Index end) { transform(rows, begin, end); });
  });
  return contiguous(transpose(result, at, -1));
}

}  // namespace

Array softmax(const Array& x, Index axis) {
  return along_axis("softmax", x, axis, []<class T>(const Rows<T>& rows, Index begin, Index end) {
    softmax_loops<T>().softmax(rows, begin, end);
  });
}

Array log_softmax(const Array& x, Index axis) {
  return along_axis("log_softmax", x, axis,
                    []<class T>(const Rows<T>& rows, Index begin, Index end) {
                      softmax_loops<T>().log_softmax(rows, begin, end);
                    });
}

Array logsumexp(const Array& x, const Axes& axes, bool keepdim) {
  check_floating("logsumexp", x);
  const Reduction reduction("logsumexp", x.shape(), axes, keepdim);
  const Array dense = reduction_rows(x, reduction);
  Array result = Array::empty(reduction.shape, x.dtype());
  Array scratch = Array::empty({reduction.count}, x.dtype());
  visit_floating(x.dtype(), [&]<class T>(T) {
    softmax_loops<T>().logsumexp({reduction.count, dense.data<T>(), result.mutable_data<T>()},
                                 scratch.mutable_data<T>(), result.numel());
  });
  return result;
}

}  // namespace xgrad::kernels
