// Products of float32 matrices by LIBXSMM, which compiles its code for the shape and the processor
// at first use. See Note [Matrix products].
#pragma once

#include <xgrad/core/kernels/product/gemm.hpp>

namespace xgrad::kernels {

/// True when LIBXSMM compiles for this processor at full speed: AVX2 or better.
bool has_strips();

/// Columns of a strip. The right factor of a product is arranged in strips side by side, each dense
/// [k, 32], the last narrower: rows that lie a power of two apart would push each other out of the
/// cache.
inline constexpr Index kStripColumns = 32;

/// Arranges B in strips.   [k, n] -> k * n elements
void pack_strips(Index k, Index n, Factor<float> b, float* strips);

/// C = A B, or C += A B, for a B in strips, on the calling thread alone.
void multiply_strips(Index m, Index n, Index k, Factor<float> a, const float* strips, float* c,
                     Index c_stride, bool accumulate);

/// The same for any B, which is arranged in strips on the way.
void strip_gemm(Index m, Index n, Index k, Factor<float> a, Factor<float> b, float* c,
                Index c_stride, bool accumulate);

}  // namespace xgrad::kernels
