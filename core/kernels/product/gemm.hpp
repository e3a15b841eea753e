// Products of row-major matrices in raw memory, on all threads, by the library that does it best.
#pragma once

#include <xgrad/core/dtype.hpp>
#include <xgrad/core/shape.hpp>

namespace xgrad::kernels {

/// A factor of a product: a row-major matrix with `stride` elements from row to row, or the
/// transpose of one.
template <class T>
struct Factor {
  const T* data;
  Index stride;
  bool transposed = false;

  /// The part of the factor that begins at the given row and column.
  Factor from(Index row, Index column) const {
    return {data + (transposed ? column * stride + row : row * stride + column), stride,
            transposed};
  }
};

/// Multiplications that repay waking a thread.
inline constexpr double kWorkPerThread = 1e6;

/// C = A B, or C += A B with `accumulate`; subnormal results are flushed if `flush_denormals()`.
/// [m, k] x [k, n] -> [m, n]
/// Rows of C lie `c_stride` elements apart. An inner size of zero counts as a sum without terms.
/// Throws ShapeError when a size is beyond what BLAS can count.
void gemm(Index m, Index n, Index k, Factor<float> a, Factor<float> b, float* c, Index c_stride,
          bool accumulate);
void gemm(Index m, Index n, Index k, Factor<double> a, Factor<double> b, double* c, Index c_stride,
          bool accumulate);

/// C = A B, or C += A B, for a B packed in panels (panels.hpp).
void gemm(Index m, Index n, Index k, Factor<float> a, const float* panels, float* c, Index c_stride,
          bool accumulate);

}  // namespace xgrad::kernels
