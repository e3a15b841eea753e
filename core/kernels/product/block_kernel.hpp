// Machine code for products of small matrices, generated for each shape.
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

/// Code for the products of one shape.
using BlockKernel = void (*)(const float* b, const float* a, float* c);

/// True when code is generated for this processor.
bool has_block_kernels();

/// The code for a shape, generated at the first call of any thread and never freed. Null when the
/// process has code for 4096 shapes or is refused memory for it.
BlockKernel block_kernel(const Block& block);

}  // namespace xgrad::kernels
