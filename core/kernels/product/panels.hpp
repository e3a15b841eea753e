// Products of float32 matrices by LIBXSMM, which compiles its code for the shape and the processor
// at first use. See Note [Matrix products].
#pragma once

#include <xgrad/core/kernels/product/gemm.hpp>

namespace xgrad::kernels {

/// True when LIBXSMM compiles for this processor at full speed: AVX2 or better.
bool has_panels();

/// Columns of a panel. The right factor of a product is packed in panels side by side, each dense
/// [k, 32], the last narrower: rows that lie a power of two apart would push each other out of the
/// cache.
inline constexpr Index kPanelColumns = 32;

/// Packs B in panels.   [k, n] -> k * n elements
void pack_panels(Index k, Index n, Factor<float> b, float* panels);

/// C = A B, or C += A B, for a B in panels, on the calling thread alone.
void multiply_panels(Index m, Index n, Index k, Factor<float> a, const float* panels, float* c,
                     Index c_stride, bool accumulate);

/// C = A B, or C += A B, for any B, which is packed on the way.
void panel_gemm(Index m, Index n, Index k, Factor<float> a, Factor<float> b, float* c,
                Index c_stride, bool accumulate);

}  // namespace xgrad::kernels
