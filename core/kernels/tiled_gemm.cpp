// C is cut into tiles that fit the registers; each is the sum of outer products of a column of A
// and a row of B, both of one block of the inner size.
#include <xgrad/core/kernels/tiled_gemm.hpp>

#include <xsimd/xsimd.hpp>

#include <algorithm>

namespace xgrad::kernels {
namespace {

constexpr Index kRows = 6;     // of a tile: 6 x 2 registers for sums and 3 for factors
constexpr Index kDepth = 256;  // of a block: what a tile reads of B then stays in the first cache

template <class T>
constexpr Index kLanes = static_cast<Index>(xsimd::batch<T>::size);
template <class T>
constexpr Index kColumns = 2 * kLanes<T>;

// One tile; all its columns are read and written.
template <class T, int rows, bool a_transposed>
void tile(Index k, const T* a, Index a_stride, const T* b, Index b_stride, T* c, Index c_stride,
          bool accumulate) {
  using Batch = xsimd::batch<T>;
  Batch left[rows], right[rows];
#pragma GCC unroll 8
  for (int row = 0; row < rows; ++row) left[row] = right[row] = Batch(T(0));
  for (Index i = 0; i < k; ++i, b += b_stride) {
    const Batch b_left = Batch::load_unaligned(b);
    const Batch b_right = Batch::load_unaligned(b + kLanes<T>);
#pragma GCC unroll 8
    for (int row = 0; row < rows; ++row) {
      const Batch factor(a_transposed ? a[i * a_stride + row] : a[row * a_stride + i]);
      left[row] = xsimd::fma(factor, b_left, left[row]);
      right[row] = xsimd::fma(factor, b_right, right[row]);
    }
  }
#pragma GCC unroll 8
  for (int row = 0; row < rows; ++row, c += c_stride) {
    if (accumulate) {
      left[row] += Batch::load_unaligned(c);
      right[row] += Batch::load_unaligned(c + kLanes<T>);
    }
    left[row].store_unaligned(c);
    right[row].store_unaligned(c + kLanes<T>);
  }
}

// The tile function for a number of rows that is known only now.
template <class T, bool a_transposed, int rows = kRows>
void tile_of(Index count, Index k, const T* a, Index a_stride, const T* b, Index b_stride, T* c,
             Index c_stride, bool accumulate) {
  if constexpr (rows > 1) {
    if (count < rows) {
      return tile_of<T, a_transposed, rows - 1>(count, k, a, a_stride, b, b_stride, c, c_stride,
                                                accumulate);
    }
  }
  tile<T, rows, a_transposed>(k, a, a_stride, b, b_stride, c, c_stride, accumulate);
}

// All tiles of one strip of kColumns columns, of nearly equal heights.
template <class T, bool a_transposed>
void strip(Index m, Index k, Factor<T> a, const T* b, Index b_stride, T* c, Index c_stride,
           bool accumulate) {
  const Index tiles = (m + kRows - 1) / kRows;
  for (Index i = 0; i < tiles; ++i) {
    const Index row = m * i / tiles, next = m * (i + 1) / tiles;
    tile_of<T, a_transposed>(next - row, k, a.from(row, 0).data, a.stride, b, b_stride,
                             c + row * c_stride, c_stride, accumulate);
  }
}

// Copies a strip of B, filled up with zeros to whole registers. Rows of B that lie a power of two
// apart push each other out of the cache; side by side they stay.
template <class T>
void pack(Index depth, Index width, Factor<T> b, T* packed) {
  constexpr Index kWidth = kColumns<T>;
  if (width < kWidth) std::fill_n(packed, depth * kWidth, T(0));
  if (b.transposed) {
    for (Index j = 0; j < width; ++j) {
      for (Index i = 0; i < depth; ++i) packed[i * kWidth + j] = b.data[j * b.stride + i];
    }
  } else if (width == kWidth) {
    for (Index i = 0; i < depth; ++i)
      std::copy_n(b.data + i * b.stride, kWidth, packed + i * kWidth);
  } else {
    for (Index i = 0; i < depth; ++i)
      std::copy_n(b.data + i * b.stride, width, packed + i * kWidth);
  }
}

template <class T, bool a_transposed>
void product(Index m, Index n, Index k, Factor<T> a, Factor<T> b, T* c, Index c_stride,
             bool accumulate) {
  constexpr Index kWidth = kColumns<T>;
  alignas(64) T packed[kDepth * kWidth];
  for (Index first = 0; first < k; first += kDepth) {
    const Index depth = std::min(kDepth, k - first);
    const bool add = accumulate || first > 0;
    const Factor<T> a_block = a.from(0, first);
    for (Index column = 0; column < n; column += kWidth) {
      const Index width = std::min(kWidth, n - column);
      const Factor<T> b_strip = b.from(first, column);
      T* const c_strip = c + column;
      if (width == kWidth && m < kManyRows && !b.transposed) {
        strip<T, a_transposed>(m, depth, a_block, b_strip.data, b.stride, c_strip, c_stride, add);
        continue;
      }
      pack(depth, width, b_strip, packed);
      if (width == kWidth) {
        strip<T, a_transposed>(m, depth, a_block, packed, kWidth, c_strip, c_stride, add);
        continue;
      }
      // C ends inside the strip: its part is copied out of whole tiles.
      for (Index row = 0; row < m; row += kRows) {
        T sums[kRows * kWidth];
        const Index rows = std::min(kRows, m - row);
        strip<T, a_transposed>(rows, depth, a_block.from(row, 0), packed, kWidth, sums, kWidth,
                               false);
        for (Index i = 0; i < rows; ++i) {
          T* const out = c_strip + (row + i) * c_stride;
          for (Index j = 0; j < width; ++j) out[j] = sums[i * kWidth + j] + (add ? out[j] : T(0));
        }
      }
    }
  }
}

}  // namespace

const bool kTilesAreWide = kLanes<float> >= 8;

void tiled_gemm(Index m, Index n, Index k, Factor<float> a, Factor<float> b, float* c,
                Index c_stride, bool accumulate) {
  (a.transposed ? product<float, true> : product<float, false>)(m, n, k, a, b, c, c_stride,
                                                                accumulate);
}

void tiled_gemm(Index m, Index n, Index k, Factor<double> a, Factor<double> b, double* c,
                Index c_stride, bool accumulate) {
  (a.transposed ? product<double, true> : product<double, false>)(m, n, k, a, b, c, c_stride,
                                                                  accumulate);
}

}  // namespace xgrad::kernels
