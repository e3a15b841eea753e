// Just-in-time compiled kernels for products of small matrices.
#pragma once

#include <xgrad/core/shape.hpp>

namespace xgrad::kernels {

/// Sizes and strides of C = A B, or C += A B, for row-major matrices; A may be transposed.
///   A [rows, depth]   B [depth, columns]   C [rows, columns]
struct Block {
  Index rows, columns, depth, a_stride, b_stride, c_stride;
  bool a_transposed, accumulate;
  friend bool operator==(const Block&, const Block&) = default;
};

/// A compiled kernel for products of one shape.
using BlockKernel = void (*)(const float* b, const float* a, float* c);

/// True when kernels can be compiled for this processor.
bool has_block_kernels();

/// The kernel of a shape, compiled by the first call on any thread and never freed. Null when the
/// process already has 4096 kernels or cannot allocate memory for it.
BlockKernel block_kernel(const Block& block);

}  // namespace xgrad::kernels
