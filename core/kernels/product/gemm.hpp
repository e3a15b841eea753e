// Products of row-major matrices in memory, on all threads, by the fastest available library.
#pragma once

#include <xgrad/core/numbers/dtype.hpp>
#include <xgrad/core/shape.hpp>

#include <cstdint>

namespace xgrad::kernels {

/// A factor of a product: a row-major matrix with `stride` elements between rows, or the transpose
/// of one.
template <class T>
struct Factor {
  const T* data;
  Index stride;
  bool transposed = false;

  /// The part of the factor from the given row and column on.
  Factor from(Index row, Index column) const {
    return {data + (transposed ? column * stride + row : row * stride + column), stride,
            transposed};
  }
};

/// Minimal number of multiplications for which waking another thread pays off.
inline constexpr double kWorkPerThread = 1e6;

/// C = A B, or C += A B with `accumulate`; flushes subnormal results if `flush_denormals()`.
/// [m, k] x [k, n] -> [m, n]
/// Rows of C are `c_stride` elements apart. An inner size of 0 gives a sum without terms. Throws
/// ShapeError when a size is beyond the limit of BLAS.
void gemm(Index m, Index n, Index k, Factor<float> a, Factor<float> b, float* c, Index c_stride,
          bool accumulate);
void gemm(Index m, Index n, Index k, Factor<double> a, Factor<double> b, double* c, Index c_stride,
          bool accumulate);

/// C = A B, or C += A B, modulo 2^64, on the calling thread.   [m, k] x [k, n] -> [m, n]
void gemm(Index m, Index n, Index k, Factor<std::int64_t> a, Factor<std::int64_t> b,
          std::int64_t* c, Index c_stride, bool accumulate);

/// C = A B, or C += A B, for a matrix B packed in panels (panels.hpp).
void gemm(Index m, Index n, Index k, Factor<float> a, const float* panels, float* c, Index c_stride,
          bool accumulate);

/// True when `gemm` computes such a product on the calling thread alone.
bool is_small_product(Index m, Index n, Index k);

}  // namespace xgrad::kernels
