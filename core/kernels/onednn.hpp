// Float32 products by oneDNN, whose code is generated for the processor at hand.
#pragma once

#include <xgrad/core/kernels/gemm.hpp>

namespace xgrad::kernels {

/// C = A B, or C += A B, on the calling thread alone, by a primitive that is made at the first
/// product of these sizes and strides on this thread. The first of all takes 6 to 20 ms.
void onednn_gemm(Index m, Index n, Index k, Factor<float> a, Factor<float> b, float* c,
                 Index c_stride, bool accumulate);

}  // namespace xgrad::kernels
