// Selection of the library for a product, and its division among threads.
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/product/blas.hpp>
#include <xgrad/core/kernels/product/panels.hpp>
#include <xgrad/core/threads/threads.hpp>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <type_traits>

namespace xgrad::kernels {
namespace {

// Panels are faster, but packing B must pay off. With few rows BLAS is fastest, if it supports the
// processor.
template <class T>
bool panels_suit(Index m, Index n, bool b_transposed) {
  constexpr Index kRowsThatRepayATransposition = 16;
  if (!std::is_same_v<T, float> || !has_panels() || n == 1) return false;
  return !blas_knows_processor() || m > (b_transposed ? kRowsThatRepayATransposition : kFewRows);
}

template <class T>
void multiply(Index m, Index n, Index k, Factor<T> a, Factor<T> b, T* c, Index c_stride,
              bool accumulate) {
  if constexpr (std::is_same_v<T, float>) {
    if (panels_suit<T>(m, n, b.transposed)) {
      return panel_gemm(m, n, k, a, b, c, c_stride, accumulate);
    }
  }
  blas_gemm(m, n, k, a, b, c, c_stride, accumulate);
}

void check_countable(std::initializer_list<Index> sizes) {
  for (const Index size : sizes) {
    if (size > kBlasMost) {
      throw ShapeError("matmul: a size or stride is " + std::to_string(size) +
                       ", beyond the 2147483647 that BLAS can count");
    }
  }
}

// Rows or columns of C are divided at multiples of a unit.
constexpr Index kUnit = kPanelColumns;
Index units_of(Index m, Index n) {
  return (std::max(m, n) + kUnit - 1) / kUnit;
}
Index grain_of(Index m, Index n, Index k) {
  const double unit_work = static_cast<double>(kUnit * std::min(m, n)) * static_cast<double>(k);
  return std::max<Index>(1, static_cast<Index>(kWorkPerThread / unit_work));
}

// Divides C along its longer side, one part per thread: `part(row, column, rows, columns)`. Handles
// products without terms.
template <class T, class Part>
void share(Index m, Index n, Index k, T* c, Index c_stride, bool accumulate, const Part& part) {
  if (m == 0 || n == 0) return;
  if (k == 0) {
    if (accumulate) return;
    for (Index row = 0; row < m; ++row) std::fill_n(c + row * c_stride, n, T(0));
    return;
  }
  const Index length = std::max(m, n);
  parallel_for(0, units_of(m, n), grain_of(m, n, k), [&](Index first, Index last) {
    const Index begin = first * kUnit;
    const Index size = std::min(last * kUnit, length) - begin;
    m >= n ? part(begin, 0, size, n) : part(0, begin, m, size);
  });
}

template <class T>
void shared_gemm(Index m, Index n, Index k, Factor<T> a, Factor<T> b, T* c, Index c_stride,
                 bool accumulate) {
  check_countable({m, n, k, a.stride, b.stride, c_stride});
  share(m, n, k, c, c_stride, accumulate, [&](Index row, Index column, Index rows, Index columns) {
    multiply(rows, columns, k, a.from(row, 0), b.from(0, column), c + row * c_stride + column,
             c_stride, accumulate);
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

void gemm(Index m, Index n, Index k, Factor<float> a, const float* panels, float* c, Index c_stride,
          bool accumulate) {
  check_countable({m, n, k, a.stride, c_stride});
  share(m, n, k, c, c_stride, accumulate, [&](Index row, Index column, Index rows, Index columns) {
    multiply_panels(rows, columns, k, a.from(row, 0), panels + column * k,
                    c + row * c_stride + column, c_stride, accumulate);
  });
}

bool is_small_product(Index m, Index n, Index k) {
  return m == 0 || n == 0 || k == 0 || units_of(m, n) <= grain_of(m, n, k);
}

}  // namespace xgrad::kernels
