// Loops over windows, one row at a time.
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/pairwise.hpp>
#include <xgrad/core/kernels/sequence/pooling.hpp>
#include <xgrad/core/threads/threads.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace xgrad::kernels {
namespace {

// Calls `body(row)` for all rows along the last axis, in parallel.
template <class Body>
void for_rows(const Array& x, const Windows& windows, const Body& body) {
  constexpr Index kElementsPerThread = 1 << 14;  // for which waking a thread pays off
  const Index size = std::max<Index>(std::max(windows.length, windows.count), 1);
  parallel_for(0, x.numel() / std::max<Index>(x.shape().back(), 1), 1 + kElementsPerThread / size,
               [&](Index begin, Index end) {
                 for (Index row = begin; row < end; ++row) body(row);
               });
}

Shape with_last(Shape shape, Index size) {
  shape.back() = size;
  return shape;
}

template <class T>
T sum_of(const T* x, Index count) {
  constexpr Index kFew = 16;
  if (count > kFew) return pairwise_sum(x, count);
  T sum{0};
  for (Index i = 0; i < count; ++i) sum += x[i];
  return sum;
}

template <class T>
Index argmax(const T* x, const Window& window) {
  Index best = window.begin;
  for (Index i = window.begin + window.step; i < window.end; i += window.step) {
    if (x[i] > x[best] || (std::isnan(x[i]) && !std::isnan(x[best]))) best = i;
  }
  return best;
}

}  // namespace

Window Windows::operator[](Index i) const {
  if (kernel == 0) {  // floor(i length / count) to ceil((i + 1) length / count)
    const Index whole = length / count, rest = length % count;
    return {i * whole + i * rest / count, (i + 1) * whole + ((i + 1) * rest + count - 1) / count,
            1};
  }
  const Index begin = i * stride - front;
  const Index skipped = begin < 0 ? (-begin + dilation - 1) / dilation * dilation : 0;
  return {begin + skipped, std::min(length, begin + (kernel - 1) * dilation + 1), dilation};
}

Array sum_windows(const Array& x, const Windows& windows) {
  const Array from = contiguous(x);
  Array sums = Array::empty(with_last(x.shape(), windows.count), x.dtype());
  visit_floating(x.dtype(), [&]<class T>(T) {
    T* const out = sums.mutable_data<T>();
    for_rows(x, windows, [&](Index row) {
      const T* const elements = from.data<T>() + row * windows.length;
      for (Index i = 0; i < windows.count; ++i) {
        const Window window = windows[i];
        out[row * windows.count + i] = sum_of(elements + window.begin, window.end - window.begin);
      }
    });
  });
  return sums;
}

Array add_to_windows(const Array& g, const Windows& windows) {
  const Array from = contiguous(g);
  Array result = zeros(with_last(g.shape(), windows.length), g.dtype());
  visit_floating(g.dtype(), [&]<class T>(T) {
    T* const out = result.mutable_data<T>();
    for_rows(g, windows, [&](Index row) {
      for (Index i = 0; i < windows.count; ++i) {
        const Window window = windows[i];
        const T value = from.data<T>()[row * windows.count + i];
        for (Index t = window.begin; t < window.end; ++t) out[row * windows.length + t] += value;
      }
    });
  });
  return result;
}

Array argmax_windows(const Array& x, const Windows& windows) {
  const Array from = contiguous(x);
  Array positions = Array::empty(with_last(x.shape(), windows.count), int64);
  std::int64_t* const out = positions.mutable_data<std::int64_t>();
  visit_floating(x.dtype(), [&]<class T>(T) {
    for_rows(x, windows, [&](Index row) {
      const T* const elements = from.data<T>() + row * windows.length;
      for (Index i = 0; i < windows.count; ++i) {
        out[row * windows.count + i] = argmax(elements, windows[i]);
      }
    });
  });
  return positions;
}

}  // namespace xgrad::kernels
