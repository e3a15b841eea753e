// Products of float32 matrices by LIBXSMM, which compiles kernels for the shape and the processor
// at first use. See Note [Matrix products].
#pragma once

#include <xgrad/core/kernels/product/block_kernel.hpp>
#include <xgrad/core/kernels/product/gemm.hpp>

namespace xgrad::kernels {

/// True when LIBXSMM supports this processor at full speed: AVX2 or better.
bool has_panels();

/// Columns of a panel. The right factor of a product is packed in panels side by side, each a dense
/// [k, 32] matrix, the last one narrower. Unpacked rows at distances of a power of two would evict
/// each other from the cache.
inline constexpr Index kPanelColumns = 32;

/// Packs B in panels.   [k, n] -> k * n elements
void pack_panels(Index k, Index n, Factor<float> b, float* panels);

/// C = A B, or C += A B, for a matrix B in panels, on the calling thread only.
void multiply_panels(Index m, Index n, Index k, Factor<float> a, const float* panels, float* c,
                     Index c_stride, bool accumulate);

/// `multiply_panels` for products of one size, such as one per time step: their kernels are found
/// once.
class PanelProduct {
 public:
  PanelProduct() = default;
  /// For a row-major A whose rows, like those of C, have the given distance.
  PanelProduct(Index m, Index n, Index k, Index a_stride, Index c_stride, bool accumulate);

  /// False if the product is divided into several blocks of rows or of the inner size, or has no
  /// kernel.
  bool is_one_block() const { return is_one_block_; }
  /// C = A B, or C += A B, of one block.
  void operator()(const float* a, const float* panels, float* c) const;

 private:
  Index n_ = 0, k_ = 0;
  bool is_one_block_ = false;
  BlockKernel whole_ = nullptr, rest_ = nullptr;  // of whole panels, and of the narrower last one
};

/// C = A B, or C += A B, for any B, which is packed in the process.
void panel_gemm(Index m, Index n, Index k, Factor<float> a, Factor<float> b, float* c,
                Index c_stride, bool accumulate);

}  // namespace xgrad::kernels
