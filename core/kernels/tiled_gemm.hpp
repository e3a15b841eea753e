// Products of small matrices in registers, without the start-up costs of a library.
#pragma once

#include <xgrad/core/kernels/gemm.hpp>

namespace xgrad::kernels {

/// True when the library is compiled for AVX2 or better; tiles of SSE2 are slower than BLAS, which
/// chooses its code when it runs.
extern const bool kTilesAreWide;

/// From this many rows on tiles run at full speed, because copying parts of B pays.
inline constexpr Index kManyRows = 16;

/// C = A B, or C += A B, on the calling thread alone.
void tiled_gemm(Index m, Index n, Index k, Factor<float> a, Factor<float> b, float* c,
                Index c_stride, bool accumulate);
void tiled_gemm(Index m, Index n, Index k, Factor<double> a, Factor<double> b, double* c,
                Index c_stride, bool accumulate);

}  // namespace xgrad::kernels
