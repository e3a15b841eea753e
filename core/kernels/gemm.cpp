// Which library multiplies, and on how many threads.
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/blas.hpp>
#include <xgrad/core/kernels/onednn.hpp>
#include <xgrad/core/kernels/tiled_gemm.hpp>
#include <xgrad/core/threads.hpp>

#include <algorithm>
#include <string>
#include <type_traits>

namespace xgrad::kernels {
namespace {

enum class Engine { tiles, blas, onednn };

// What was measured on an AVX2 processor that OpenBLAS knows: reading B row by row decides with few
// rows, and there BLAS is best, as at A^T B, the gradient of a weight. Tiles are best at small A B;
// oneDNN at large products, but its first product takes 6 to 20 ms, which small ones never earn
// back. On a processor that OpenBLAS does not know, oneDNN
// is five times as fast as BLAS, and tiles take what is too small for it, but for the layouts that
// they would have to rearrange for a few rows only.
template <class T>
Engine choose(Index m, Index n, Index k, bool a_transposed, bool b_transposed) {
  constexpr bool has_onednn = std::is_same_v<T, float>;
  constexpr double kTiny = 1 << 14, kSmall = 1 << 16, kMedium = 1 << 18, kEarnsOnednn = 1 << 20;
  const double work = static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k);
  const bool tiles_suit = kTilesAreWide && n > 1 && (m >= kManyRows || !b_transposed);
  if (!blas_knows_processor()) {
    if (has_onednn && work > (tiles_suit && m > kFewRows ? kMedium : kTiny)) return Engine::onednn;
    return tiles_suit ? Engine::tiles : Engine::blas;
  }
  if (m <= kFewRows || n == 1 || a_transposed) return Engine::blas;
  if (tiles_suit && !b_transposed && work <= (m >= kManyRows ? kMedium : kSmall)) {
    return Engine::tiles;
  }
  return has_onednn && work > kEarnsOnednn ? Engine::onednn : Engine::blas;
}

// A^T B in slices of its inner size, which is the length of a sequence: beyond them it slows down.
void sliced_onednn_gemm(Index m, Index n, Index k, Factor<float> a, Factor<float> b, float* c,
                        Index c_stride, bool accumulate) {
  constexpr Index kSlice = 512;
  const Index slice = a.transposed ? kSlice : k;
  for (Index first = 0; first < k; first += slice) {
    onednn_gemm(m, n, std::min(slice, k - first), a.from(0, first), b.from(first, 0), c, c_stride,
                accumulate || first > 0);
  }
}

template <class T>
void multiply(Index m, Index n, Index k, Factor<T> a, Factor<T> b, T* c, Index c_stride,
              bool accumulate) {
  switch (choose<T>(m, n, k, a.transposed, b.transposed)) {
    case Engine::tiles:
      return tiled_gemm(m, n, k, a, b, c, c_stride, accumulate);
    case Engine::blas:
      return blas_gemm(m, n, k, a, b, c, c_stride, accumulate);
    case Engine::onednn:
      if constexpr (std::is_same_v<T, float>) {
        return sliced_onednn_gemm(m, n, k, a, b, c, c_stride, accumulate);
      }
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

  constexpr Index kUnit = 16;  // rows or columns that no cut divides
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
