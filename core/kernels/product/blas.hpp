// Products by OpenBLAS, always on the calling thread only.
#pragma once

#include <xgrad/core/kernels/product/gemm.hpp>

namespace xgrad::kernels {

/// Guards a call of OpenBLAS or LAPACK, which then runs on the calling thread only: OpenBLAS's own
/// threads would compete with those of xgrad. fork() and program exit wait for active calls,
/// because locks and allocations inside OpenBLAS must not be interrupted; calls that other threads
/// make after exit do not return.
class BlasCall {
 public:
  BlasCall();
  ~BlasCall();
  BlasCall(const BlasCall&) = delete;
  BlasCall& operator=(const BlasCall&) = delete;
};

/// True when OpenBLAS has kernels for this processor. For an unknown, newer processor it falls back
/// to SSE3, at a fifth of the speed.
bool blas_knows_processor();

/// The maximal size or stride that BLAS can represent; larger ones are errors.
inline constexpr Index kBlasMost = 2147483647;

/// Up to this number of rows, reading B limits the speed of a product; BLAS is fastest then, row by
/// row.
inline constexpr Index kFewRows = 4;

/// C = A B, or C += A B, for sizes from 1 to kBlasMost.
void blas_gemm(Index m, Index n, Index k, Factor<float> a, Factor<float> b, float* c,
               Index c_stride, bool accumulate);
void blas_gemm(Index m, Index n, Index k, Factor<double> a, Factor<double> b, double* c,
               Index c_stride, bool accumulate);

}  // namespace xgrad::kernels
