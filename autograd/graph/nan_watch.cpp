// The number of active NanWatches, and the search for NaN.
#include <xgrad/autograd/graph/engine.hpp>
#include <xgrad/core/kernels/copy.hpp>

#include <algorithm>
#include <atomic>

namespace xgrad {
namespace {

std::atomic<int> watches = 0;

}  // namespace

NanWatch::NanWatch() {
  watches.fetch_add(1, std::memory_order_relaxed);
}

NanWatch::~NanWatch() {
  watches.fetch_sub(1, std::memory_order_relaxed);
}

bool nan_is_watched() {
  return watches.load(std::memory_order_relaxed) > 0;
}

bool has_nan(const Array& x) {
  if (!is_floating(x.dtype())) return false;
  const Array dense = kernels::contiguous(x);
  return visit_floating(dense.dtype(), [&]<class T>(T) {
    const T* const elements = dense.data<T>();
    return std::any_of(elements, elements + dense.numel(), [](T value) { return value != value; });
  });
}

}  // namespace xgrad
