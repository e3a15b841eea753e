// Calls of CBLAS: gemm for matrices, gemv for vectors and few rows.
#include <xgrad/core/kernels/product/blas.hpp>
#include <xgrad/core/threads/locks.hpp>

#include <cblas.h>

#include <atomic>
#include <cstdint>
#include <iterator>
#include <mutex>
#include <string_view>
#include <thread>
#include <type_traits>
#include <utility>

namespace xgrad::kernels {
namespace {

CBLAS_TRANSPOSE blas_transpose(bool transposed) {
  return transposed ? CblasTrans : CblasNoTrans;
}

template <class T>
void matrix_times_matrix(Index m, Index n, Index k, Factor<T> a, Factor<T> b, T* c, Index c_stride,
                         bool accumulate) {
  const auto call = [&](auto function) {
    function(CblasRowMajor, blas_transpose(a.transposed), blas_transpose(b.transposed),
             static_cast<int>(m), static_cast<int>(n), static_cast<int>(k), T(1), a.data,
             static_cast<int>(a.stride), b.data, static_cast<int>(b.stride),
             accumulate ? T(1) : T(0), c, static_cast<int>(c_stride));
  };
  if constexpr (std::is_same_v<T, float>) {
    call(cblas_sgemm);
  } else {
    call(cblas_dgemm);
  }
}

// y = M x, or y += M x, for a factor M of the given size.
template <class T>
void matrix_times_vector(Index rows, Index columns, Factor<T> matrix, const T* x, Index x_step,
                         T* y, Index y_step, bool accumulate) {
  if (matrix.transposed) std::swap(rows, columns);
  const auto call = [&](auto function) {
    function(CblasRowMajor, blas_transpose(matrix.transposed), static_cast<int>(rows),
             static_cast<int>(columns), T(1), matrix.data, static_cast<int>(matrix.stride), x,
             static_cast<int>(x_step), accumulate ? T(1) : T(0), y, static_cast<int>(y_step));
  };
  if constexpr (std::is_same_v<T, float>) {
    call(cblas_sgemv);
  } else {
    call(cblas_dgemv);
  }
}

// Counts the threads inside OpenBLAS, with counters in several cache lines, and blocks entry while
// it is closed.
class Gate {
 public:
  void enter() {
    std::atomic<int>& line = line_of_thread();
    line.fetch_add(1);
    ++inside;
    while (closed_.load() != 0 && !passes) {
      line.fetch_sub(1);
      while (const int closed = closed_.load()) closed_.wait(closed);
      line.fetch_add(1);
    }
  }
  void leave() {
    --inside;
    line_of_thread().fetch_sub(1);
  }

  // Waits for the calls of other threads to end; calls of this thread may continue.
  void close() {
    passes = true;
    closed_.fetch_add(1);
    for (const int own = inside; calls() > own;) std::this_thread::yield();
  }
  void open() {
    passes = false;
    if (closed_.fetch_sub(1) == 1) closed_.notify_all();
  }
  void open_in_child() {
    passes = false;
    closed_.store(0);
    for (Line& line : lines_) line.calls.store(0);
    line_of_thread().store(inside);
  }

 private:
  struct alignas(64) Line {
    std::atomic<int> calls = 0;
  };

  std::atomic<int>& line_of_thread() {
    const auto place = reinterpret_cast<std::uintptr_t>(&inside);
    return lines_[(place >> 12) % std::size(lines_)].calls;  // by the page of its thread-locals
  }
  int calls() const {
    int sum = 0;
    for (const Line& line : lines_) sum += line.calls.load();
    return sum;
  }

  static inline thread_local constinit int inside = 0;  // calls of this thread
  static inline thread_local constinit bool passes = false;
  std::atomic<int> closed_ = 0;
  Line lines_[32];
};
constinit Gate gate;

// OpenBLAS frees its buffers and kernels at program exit. Closes after all destructors of this
// library and its users, because these may still compute.
[[gnu::destructor(101)]] void close_at_exit() {
  gate.close();
}

template <class T>
void product(Index m, Index n, Index k, Factor<T> a, Factor<T> b, T* c, Index c_stride,
             bool accumulate) {
  const bool known = blas_knows_processor();
  const BlasCall call;
  if (n == 1) {
    const Index b_step = b.transposed ? 1 : b.stride;
    return matrix_times_vector(m, k, a, b.data, b_step, c, c_stride, accumulate);
  }
  if (m > kFewRows || !known) {
    return matrix_times_matrix(m, n, k, a, b, c, c_stride, accumulate);
  }
  const Factor<T> b_transpose = {b.data, b.stride, !b.transposed};
  const Index a_step = a.transposed ? a.stride : 1;
  for (Index row = 0; row < m; ++row) {
    matrix_times_vector(n, k, b_transpose, a.from(row, 0).data, a_step, c + row * c_stride, 1,
                        accumulate);
  }
}

}  // namespace

BlasCall::BlasCall() {
  gate.enter();
  static constinit std::atomic<bool> alone = false;
  if (alone.load(std::memory_order_acquire)) return;
  const std::lock_guard lock(shared_mutex(Shared::blas_threads));  // other first calls wait
  if (alone.load(std::memory_order_relaxed)) return;
  openblas_set_num_threads(1);
  alone.store(true, std::memory_order_release);
}

BlasCall::~BlasCall() {
  gate.leave();
}

bool blas_knows_processor() {
  static constinit std::atomic<int> known = -1;
  if (known.load(std::memory_order_relaxed) < 0) {
    const std::string_view core = openblas_get_corename();
    known.store(core == "Haswell" || core == "Zen" || core == "SkylakeX" || core == "Cooperlake" ||
                    core == "Sapphirerapids",
                std::memory_order_relaxed);
  }
  return known.load(std::memory_order_relaxed) > 0;
}

void blas_gemm(Index m, Index n, Index k, Factor<float> a, Factor<float> b, float* c,
               Index c_stride, bool accumulate) {
  product(m, n, k, a, b, c, c_stride, accumulate);
}

void blas_gemm(Index m, Index n, Index k, Factor<double> a, Factor<double> b, double* c,
               Index c_stride, bool accumulate) {
  product(m, n, k, a, b, c, c_stride, accumulate);
}

}  // namespace xgrad::kernels

namespace xgrad {

constinit const ForkHandlers blas_at_fork = {[] { kernels::gate.close(); },
                                             [] { kernels::gate.open(); },
                                             [] { kernels::gate.open_in_child(); }};

}  // namespace xgrad
