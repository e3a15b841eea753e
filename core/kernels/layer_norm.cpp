// Layer normalisation by rows, compiled for every instruction set. See Note [Instruction sets].
#include <xgrad/core/formula/widest.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/layer_norm.hpp>
#include <xgrad/core/kernels/pairwise.hpp>
#include <xgrad/core/threads/threads.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace xgrad::kernels {
namespace {

// A row that is normalised on reading.
template <class T>
struct Row {
  const T* x;
  T mean, scale;

  template <class Lanes>
  auto operator()(Lanes lanes, Index i) const {
    return (lanes.load(x + i) - mean) * scale;
  }
};

// Pointers to the first elements of the arrays of one call; weight and bias may be null.
template <class T>
struct Run {
  Index rows, columns;
  const T* x;
  T* means;
  T* scales;
  T* out;
  const T* weight = nullptr;
  const T* bias = nullptr;
  const T* g = nullptr;

  Row<T> row(Index at) const { return {x + at * columns, means[at], scales[at]}; }
};

// Mean and scale of a row whose squares overflow, underflow or are dominated by rounding, computed
// in long double, which can represent the squares of all values. Equal elements have deviation
// exactly 0; with eps 0 their scale, and so their gradient, is 0.
template <class T>
void careful_statistics(const T* x, Index n, T eps, T& mean, T& scale) {
  using Wide = long double;
  if (std::all_of(x, x + n, [first = x[0]](T element) { return element == first; }) &&
      std::isfinite(x[0])) {
    mean = x[0];
    scale = eps > 0 ? 1 / std::sqrt(eps) : T{0};
    return;
  }
  const Wide count = static_cast<Wide>(n);
  Wide sum = 0;
  for (Index i = 0; i < n; ++i) sum += static_cast<Wide>(x[i]);
  const Wide wide_mean = sum / count;
  Wide squares = 0;
  for (Index i = 0; i < n; ++i) {
    const Wide centred = static_cast<Wide>(x[i]) - wide_mean;
    squares += centred * centred;
  }
  mean = static_cast<T>(wide_mean);
  scale = static_cast<T>(1 / std::sqrt(squares / count + static_cast<Wide>(eps)));
}

// True when the squares have overflowed, underflowed or may be rounding errors of the mean.
template <class T>
bool is_doubtful(T variance, T mean) {
  using Limits = std::numeric_limits<T>;
  constexpr T kLeast = Limits::min() / Limits::epsilon();
  const T rounding = 8 * Limits::epsilon() * mean;
  return !(variance > kLeast && variance > rounding * rounding && variance <= Limits::max());
}

// out = y weight + bias
template <class T>
void normalize(const Run<T>& run, T eps, Index begin, Index end) {
  const Index n = run.columns;
  for (Index at = begin; at < end; ++at) {
    const T* x = run.x + at * n;
    const T mean = pairwise_sum(x, n) / static_cast<T>(n);
    const T squares = pairwise_sum_of<T>(n, [x, mean](auto lanes, Index i) {
      const auto centred = lanes.load(x + i) - mean;
      return centred * centred;
    });
    const T variance = squares / static_cast<T>(n);
    run.means[at] = mean;
    run.scales[at] = 1 / std::sqrt(variance + eps);
    if (n > 0 && is_doubtful(variance, mean)) {
      careful_statistics(x, n, eps, run.means[at], run.scales[at]);
    }
    const Row<T> row = run.row(at);
    T* const out = run.out + at * n;
    for_lanes<T>(n, [&run, row, out](auto lanes, Index i) {
      auto y = row(lanes, i);
      if (run.weight != nullptr) y *= lanes.load(run.weight + i);
      if (run.bias != nullptr) y += lanes.load(run.bias + i);
      lanes.store(out + i, y);
    });
  }
}

// out = (h - mean(h) - y mean(h y)) scale   with h = g weight
template <class T>
void input_gradient(const Run<T>& run, Index begin, Index end) {
  const Index n = run.columns;
  for (Index at = begin; at < end; ++at) {
    const Row<T> y = run.row(at);
    const auto h = [g = run.g + at * n, weight = run.weight](auto lanes, Index i) {
      return weight == nullptr ? lanes.load(g + i) : lanes.load(g + i) * lanes.load(weight + i);
    };
    const T mean_h = pairwise_sum_of<T>(n, h) / static_cast<T>(n);
    const T sum_hy =
        pairwise_sum_of<T>(n, [h, y](auto lanes, Index i) { return h(lanes, i) * y(lanes, i); });
    const T mean_hy = sum_hy / static_cast<T>(n);
    T* const out = run.out + at * n;
    for_lanes<T>(n, [h, y, mean_h, mean_hy, out](auto lanes, Index i) {
      lanes.store(out + i, (h(lanes, i) - mean_h - y(lanes, i) * mean_hy) * y.scale);
    });
  }
}

// out += sum of g y over all rows, for a range of columns
template <class T>
void add_weight_gradient(const Run<T>& run, Index begin, Index end) {
  for (Index at = 0; at < run.rows; ++at) {
    for_lanes<T>(end - begin, [y = run.row(at), g = run.g + at * run.columns, begin, out = run.out](
                                  auto lanes, Index offset) {
      const Index i = begin + offset;
      lanes.store(out + i, lanes.load(out + i) + lanes.load(g + i) * y(lanes, i));
    });
  }
}

// The functions that are compiled for each instruction set.
template <class T>
struct LayerNormLoops {
  struct Table {
    void (*normalize)(const Run<T>&, T eps, Index begin, Index end);
    void (*input_gradient)(const Run<T>&, Index begin, Index end);
    void (*add_weight_gradient)(const Run<T>&, Index begin, Index end);
  };
  static constexpr Table table = {kernels::normalize<T>, kernels::input_gradient<T>,
                                  kernels::add_weight_gradient<T>};
};

template <class T>
const auto& layer_norm_loops() {
  return formula::widest<LayerNormLoops<T>>();
}

Index row_count(const Array& x) {
  return x.numel() / std::max<Index>(x.shape().back(), 1);
}

// Row-major elements, or an undefined array.
Array dense(const Array& x) {
  return x.defined() ? contiguous(x) : x;
}

template <class T>
Run<T> run_on(const Array& x, const Array& statistics, Array& out) {
  const Index rows = row_count(x);
  T* const means = static_cast<T*>(statistics.raw());
  return {rows, x.shape().back(), x.data<T>(), means, means + rows, out.mutable_data<T>()};
}

// Calls `loop` in parallel with ranges of the `count` rows or columns, of the given size each.
template <class Loop>
void in_ranges(Index count, Index elements, const Loop& loop) {
  constexpr Index kElementsPerThread = 1 << 14;  // for which waking a thread pays off
  parallel_for(0, count, 1 + kElementsPerThread / std::max<Index>(elements, 1), loop);
}

}  // namespace

Array layer_norm(const Array& x, const Array& weight, const Array& bias, double eps,
                 Array& statistics) {
  const Array from = contiguous(x), factor = dense(weight), shift = dense(bias);
  Array result = Array::empty(x.shape(), x.dtype());
  statistics = Array::empty({2, row_count(x)}, x.dtype());
  visit_floating(x.dtype(), [&]<class T>(T) {
    Run<T> run = run_on<T>(from, statistics, result);
    if (factor.defined()) run.weight = factor.data<T>();
    if (shift.defined()) run.bias = shift.data<T>();
    in_ranges(run.rows, run.columns, [&](Index begin, Index end) {
      layer_norm_loops<T>().normalize(run, static_cast<T>(eps), begin, end);
    });
  });
  return result;
}

Array layer_norm_input_gradient(const Array& g, const Array& x, const Array& weight,
                                const Array& statistics) {
  const Array gradient = contiguous(g), from = contiguous(x), factor = dense(weight);
  Array result = Array::empty(x.shape(), x.dtype());
  visit_floating(x.dtype(), [&]<class T>(T) {
    Run<T> run = run_on<T>(from, statistics, result);
    run.g = gradient.data<T>();
    if (factor.defined()) run.weight = factor.data<T>();
    in_ranges(run.rows, run.columns, [&](Index begin, Index end) {
      layer_norm_loops<T>().input_gradient(run, begin, end);
    });
  });
  return result;
}

void add_layer_norm_weight_gradient(Array& sum, const Array& g, const Array& x,
                                    const Array& statistics) {
  const Array gradient = contiguous(g), from = contiguous(x);
  visit_floating(x.dtype(), [&]<class T>(T) {
    Run<T> run = run_on<T>(from, statistics, sum);
    run.g = gradient.data<T>();
    in_ranges(run.columns, run.rows, [&](Index begin, Index end) {
      layer_norm_loops<T>().add_weight_gradient(run, begin, end);
    });
  });
}

}  // namespace xgrad::kernels
