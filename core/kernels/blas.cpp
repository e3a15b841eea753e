// Calls of CBLAS: matrices by gemm, vectors and few rows by gemv.
#include <xgrad/core/kernels/blas.hpp>

#include <cblas.h>

#include <string_view>
#include <type_traits>
#include <utility>

namespace xgrad::kernels {
namespace {

CBLAS_TRANSPOSE transpose(bool transposed) {
  return transposed ? CblasTrans : CblasNoTrans;
}

template <class T>
void matrix_times_matrix(Index m, Index n, Index k, Factor<T> a, Factor<T> b, T* c, Index c_stride,
                         bool accumulate) {
  const auto call = [&](auto function) {
    function(CblasRowMajor, transpose(a.transposed), transpose(b.transposed), static_cast<int>(m),
             static_cast<int>(n), static_cast<int>(k), T(1), a.data, static_cast<int>(a.stride),
             b.data, static_cast<int>(b.stride), accumulate ? T(1) : T(0), c,
             static_cast<int>(c_stride));
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
    function(CblasRowMajor, transpose(matrix.transposed), static_cast<int>(rows),
             static_cast<int>(columns), T(1), matrix.data, static_cast<int>(matrix.stride), x,
             static_cast<int>(x_step), accumulate ? T(1) : T(0), y, static_cast<int>(y_step));
  };
  if constexpr (std::is_same_v<T, float>) {
    call(cblas_sgemv);
  } else {
    call(cblas_dgemv);
  }
}

template <class T>
void product(Index m, Index n, Index k, Factor<T> a, Factor<T> b, T* c, Index c_stride,
             bool accumulate) {
  const bool known = blas_knows_processor();
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

void keep_blas_on_one_thread() {
  [[maybe_unused]] static const bool done = (openblas_set_num_threads(1), true);
}

bool blas_knows_processor() {
  static const bool known = [] {
    keep_blas_on_one_thread();
    const std::string_view core = openblas_get_corename();
    return core == "Haswell" || core == "Zen" || core == "SkylakeX" || core == "Cooperlake" ||
           core == "Sapphirerapids";
  }();
  return known;
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
