// Which library multiplies, and on how many threads.
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/blas.hpp>
#include <xgrad/core/kernels/onednn.hpp>
#include <xgrad/core/threads.hpp>

#include <algorithm>
#include <string>

namespace xgrad::kernels {
namespace {

void multiply(Index m, Index n, Index k, Factor<double> a, Factor<double> b, double* c,
              Index c_stride, bool accumulate) {
  blas_gemm(m, n, k, a, b, c, c_stride, accumulate);
}

// oneDNN is the faster of the two, by far where OpenBLAS does not know the processor. But its first
// product takes 6 to 20 ms, so products that are over sooner stay with BLAS; and BLAS, where it
// knows the processor, is better with few rows and at A^T B, the gradient of a weight. Otherwise
// A^T B goes in slices of its long inner size, the steps of a sequence, because oneDNN slows down
// beyond them.
void multiply(Index m, Index n, Index k, Factor<float> a, Factor<float> b, float* c, Index c_stride,
              bool accumulate) {
  constexpr double kSmallForBlas = 1 << 20, kSmallForFallback = 1 << 16;
  constexpr Index kSlice = 512;
  const double work = static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k);
  const bool use_blas = blas_knows_processor()
                            ? work <= kSmallForBlas || a.transposed || m <= kFewRows || n == 1
                            : work <= kSmallForFallback;
  if (use_blas) return blas_gemm(m, n, k, a, b, c, c_stride, accumulate);
  const Index slice = a.transposed ? kSlice : k;
  for (Index first = 0; first < k; first += slice) {
    onednn_gemm(m, n, std::min(slice, k - first), a.from(0, first), b.from(first, 0), c, c_stride,
                accumulate || first > 0);
  }
}

// Cuts C along its longer side, one piece per thread.
template <class T>
void shared_gemm(Index m, Index n, Index k, Factor<T> a, Factor<T> b, T* c, Index c_stride,
                 bool accumulate) {
  if (m == 0 || n == 0) return;
  if (k == 0) {
    if (accumulate) return;
    for (Index row = 0; row < m; ++row) std::fill_n(c + row * c_stride, n, T(0));
    return;
  }
  for (const Index size : {m, n, k, a.stride, b.stride, c_stride}) {
    if (size > kBlasMost) {
      throw ShapeError("matmul: a size or stride is " + std::to_string(size) +
                       ", beyond the 2147483647 that BLAS can count");
    }
  }

  constexpr Index kUnit = 16;             // rows or columns that no cut divides
  constexpr double kWorkPerThread = 1e6;  // multiplications that repay waking a thread
  const Index length = std::max(m, n);
  const double unit_work = static_cast<double>(kUnit * std::min(m, n)) * static_cast<double>(k);
  const auto grain = std::max<Index>(1, static_cast<Index>(kWorkPerThread / unit_work));
  parallel_for(0, (length + kUnit - 1) / kUnit, grain, [&](Index first, Index last) {
    const Index begin = first * kUnit;
    const Index size = std::min(last * kUnit, length) - begin;
    if (m >= n) {
      multiply(size, n, k, a.from(begin, 0), b, c + begin * c_stride, c_stride, accumulate);
    } else {
      multiply(m, size, k, a, b.from(0, begin), c + begin, c_stride, accumulate);
    }
  });
}

}  // namespace

void gemm(Index m, Index n, Index k, Factor<float> a, Factor<float> b, float* c, Index c_stride,
          bool accumulate) {
  shared_gemm(m, n, k, a, b, c, c_stride, accumulate);
}

void gemm(Index m, Index n, Index k, Factor<double> a, Factor<double> b, double* c, Index c_stride,
          bool accumulate) {
  shared_gemm(m, n, k, a, b, c, c_stride, accumulate);
}

}  // namespace xgrad::kernels
