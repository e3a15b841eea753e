// Products by OpenBLAS, always on the calling thread alone.
#pragma once

#include <xgrad/core/kernels/product/gemm.hpp>

namespace xgrad::kernels {

/// Lives while the thread is in OpenBLAS, LAPACK included, which then runs on that thread alone:
/// its own threads would compete with ours. What OpenBLAS has locked or allocated must not change
/// hands in the middle: fork() waits for calls to end, and so does the end of the program, after
/// which calls of other threads do not return.
class BlasCall {
 public:
  BlasCall();
  ~BlasCall();
  BlasCall(const BlasCall&) = delete;
  BlasCall& operator=(const BlasCall&) = delete;
};

/// True when OpenBLAS has kernels for this processor; for one younger than itself it falls back to
/// SSE3, at a fifth of the speed.
bool blas_knows_processor();

/// The most that BLAS can count: sizes and strides beyond it are errors.
inline constexpr Index kBlasMost = 2147483647;

/// With at most this many rows a product is limited by reading B, which BLAS does best row by row.
inline constexpr Index kFewRows = 4;

/// C = A B, or C += A B, for sizes of at least 1 and at most kBlasMost.
void blas_gemm(Index m, Index n, Index k, Factor<float> a, Factor<float> b, float* c,
               Index c_stride, bool accumulate);
void blas_gemm(Index m, Index n, Index k, Factor<double> a, Factor<double> b, double* c,
               Index c_stride, bool accumulate);

}  // namespace xgrad::kernels
