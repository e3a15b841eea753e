// Linear recurrences: sequential over time in each column, or in parallel over parts of the time
// axis that are combined afterwards.
#include <xgrad/core/formula/widest.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/lanes.hpp>
#include <xgrad/core/kernels/scan.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/core/threads/threads.hpp>

#include <algorithm>
#include <cmath>

namespace xgrad::kernels {

// The rows of the time steps, in the order in which they run.
template <class T>
struct ScanRows {
  T* first;
  Index step;
  T* operator[](Index t) const { return first + t * step; }
  ScanRows from(Index t, Index column) const { return {(*this)[t] + column, step}; }
};

template <class T>
struct ScanLoops {
  // h = a h' + b with h' of the previous step.
  static void run_steps(ScanRows<const T> a, ScanRows<const T> b, const T* before, ScanRows<T> h,
                        Index steps, Index columns) {
    for (Index t = 0; t < steps; ++t) {
      const T *const a_t = a[t], *const b_t = b[t];
      T* const h_t = h[t];
      for_lanes<T>(columns, [&](auto lanes, Index k) {
        lanes.store(h_t + k, lanes.load(a_t + k) * lanes.load(before + k) + lanes.load(b_t + k));
      });
      before = h_t;
    }
  }
  // factor = a factor, finally the product of all a.
  static void run_products(ScanRows<const T> a, T* factor, Index steps, Index columns) {
    for (Index t = 0; t < steps; ++t) {
      const T* const a_t = a[t];
      for_lanes<T>(columns, [&](auto lanes, Index k) {
        lanes.store(factor + k, lanes.load(a_t + k) * lanes.load(factor + k));
      });
    }
  }
  // carry = a carry, added to h at every step.
  static void run_carries(ScanRows<const T> a, T* carry, ScanRows<T> h, Index steps,
                          Index columns) {
    for (Index t = 0; t < steps; ++t) {
      const T* const a_t = a[t];
      T* const h_t = h[t];
      for_lanes<T>(columns, [&](auto lanes, Index k) {
        const auto left = lanes.load(a_t + k) * lanes.load(carry + k);
        lanes.store(carry + k, left);
        lanes.store(h_t + k, lanes.load(h_t + k) + left);
      });
    }
  }

  struct Table {
    decltype(&run_steps) recur;
    decltype(&run_products) multiply;
    decltype(&run_carries) add_carry;
  };
  static constexpr Table table = {&run_steps, &run_products, &run_carries};
};

namespace {

constexpr Index kUnit = 16;           // columns that threads do not share: one or two cache lines
constexpr Index kUnitsPerThread = 8;  // fewer read too little of each row
constexpr Index kScannedColumns = 4096;      // columns whose states stay in the first-level cache
constexpr Index kStatesPerThread = 1 << 15;  // for which waking a thread pays off

template <class T>
struct Scan {
  ScanRows<const T> a, b;
  const T* before;
  ScanRows<T> h;
  Index steps, columns;
  const typename ScanLoops<T>::Table& loops = formula::widest<ScanLoops<T>>();

  void run() const {
    const Index units = (columns + kUnit - 1) / kUnit;
    const Index grain = std::max(kUnitsPerThread, kStatesPerThread / (steps * kUnit));
    parallel_for(0, units, grain, [&](Index begin, Index end) {
      const Index last = std::min(end * kUnit, columns);
      for (Index column = begin * kUnit; column < last; column += kScannedColumns) {
        loops.recur(a.from(0, column), b.from(0, column), before + column, h.from(0, column), steps,
                    std::min(kScannedColumns, last - column));
      }
    });
  }

  // The number of parts of the time axis: 1 if there are enough columns for all threads or little
  // work.
  Index parts() const {
    const Index threads = in_parallel() ? 1 : num_threads();
    const bool enough_columns = columns >= threads * kUnit * kUnitsPerThread;
    return enough_columns || steps * columns < threads * kStatesPerThread ? 1 : threads;
  }

  // Divides the time axis into parts, and each part but the first into as many blocks. The first
  // part is final after its run; then all threads add the carries to the blocks. Returns false if
  // the product of a over a block overflows, which would lose the result for a small carry.
  bool run_in_parts(Index parts) const {
    const Index blocks = 1 + (parts - 1) * parts, first = steps / parts;
    const auto begin_of = [&](Index block) {
      return block == 0 ? 0 : first + (steps - first) * (block - 1) / (blocks - 1);
    };
    const auto length_of = [&](Index block) { return begin_of(block + 1) - begin_of(block); };
    Array products = ones({blocks, columns}, dtype_of<T>());
    Array carries = zeros({blocks, columns}, dtype_of<T>());  // into each block
    T* const product = products.mutable_data<T>();
    T* const carry = carries.mutable_data<T>();

    parallel_for(0, parts, 1, [&](Index begin, Index end) {
      for (Index block = begin == 0 ? 0 : 1 + (begin - 1) * parts; block < 1 + (end - 1) * parts;
           ++block) {
        const Index t = begin_of(block), length = length_of(block);
        const T* const zero = carry + block * columns;
        loops.recur(a.from(t, 0), b.from(t, 0), block == 0 ? before : zero, h.from(t, 0), length,
                    columns);
        if (block > 0 && block + 1 < blocks)
          loops.multiply(a.from(t, 0), product + block * columns, length, columns);
      }
    });
    for (Index i = 0; i < blocks * columns; ++i)
      if (!std::isfinite(product[i])) return false;

    for (Index block = 1; block < blocks; ++block) {
      const T* const last = h[begin_of(block) - 1];  // of the previous block, run from zero
      for (Index k = 0; k < columns; ++k) {
        const Index to = block * columns + k, from = to - columns;
        carry[to] = block == 1 ? last[k] : product[from] * carry[from] + last[k];
      }
    }
    parallel_for(1, blocks, 1, [&](Index begin, Index end) {
      for (Index block = begin; block < end; ++block) {
        const Index t = begin_of(block);
        loops.add_carry(a.from(t, 0), carry + block * columns, h.from(t, 0), length_of(block),
                        columns);
      }
    });
    return true;
  }
};

// Returns `x` if the elements of each step are row-major without gaps, else a copy.
Array with_dense_rows(const Array& x) {
  return x.numel() > 0 && select(x, 0, 0).is_contiguous() ? x : contiguous(x);
}

template <class T>
ScanRows<T> scan_rows(const Array& x, bool reverse) {
  T* const data = static_cast<T*>(x.raw());
  const Index step = x.strides()[0];
  return reverse ? ScanRows<T>{data + (x.shape()[0] - 1) * step, -step} : ScanRows<T>{data, step};
}

}  // namespace

void linear_scan_into(Array& h, const Array& a, const Array& b, const Array& before, bool reverse,
                      Index parts) {
  if (h.numel() == 0) return;
  const Array factors = with_dense_rows(a), terms = with_dense_rows(b), start = contiguous(before);
  visit_floating(h.dtype(), [&]<class T>(T) {
    const Index steps = h.shape()[0];
    const Scan<T> scan{.a = scan_rows<const T>(factors, reverse),
                       .b = scan_rows<const T>(terms, reverse),
                       .before = start.data<T>(),
                       .h = scan_rows<T>(h, reverse),
                       .steps = steps,
                       .columns = h.numel() / steps};
    Index ways = parts == 0 ? scan.parts() : parts;
    while (ways * ways > steps) --ways;  // no block is empty
    if (ways == 1 || !scan.run_in_parts(ways)) scan.run();
  });
}

}  // namespace xgrad::kernels
