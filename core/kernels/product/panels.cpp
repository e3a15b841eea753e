// Products with panels: C is computed in blocks of 32 columns, each by one compiled kernel.
#include <xgrad/core/array.hpp>
#include <xgrad/core/kernels/product/blas.hpp>
#include <xgrad/core/kernels/product/block_kernel.hpp>
#include <xgrad/core/kernels/product/panels.hpp>

#include <algorithm>
#include <cstring>
#include <type_traits>

namespace xgrad::kernels {
namespace {

constexpr Index kRows = 96;    // of a block: 16 times the 6 that an AVX2 kernel keeps in registers
constexpr Index kDepth = 512;  // of the inner size at once, so that a panel stays in the cache
constexpr Index kTransposedDepth = 100;  // of the inner size if A is transposed
constexpr Index kTransposedRows = 512;   // of C for which A is copied at once
constexpr Index kLine = 16;              // floats in a cache line

// Products of one shape. Shapes without a compiled kernel are passed to BLAS.
class BlockProduct {
 public:
  explicit BlockProduct(const Block& block) : block_(block), kernel_(block_kernel(block)) {}

  void operator()(const float* a, const float* b, float* c) const {
    if (kernel_) return kernel_(b, a, c);
    blas_gemm(block_.rows, block_.columns, block_.depth, {a, block_.a_stride, block_.a_transposed},
              {b, block_.b_stride}, c, block_.c_stride, block_.accumulate);
  }

 private:
  const Block& block_;
  const BlockKernel kernel_;
};

// Calls `body(column, columns, product)` for all panels; all but the last have equal width.
template <class Body>
void for_panels(Index n, Block& block, const Body& body) {
  const Index whole = n / kPanelColumns * kPanelColumns;
  const auto from_to = [&](Index begin, Index end, Index columns) {
    if (begin == end) return;
    block.columns = block.b_stride = columns;
    const BlockProduct product(block);
    for (Index column = begin; column < end; column += columns) body(column, columns, product);
  };
  from_to(0, whole, kPanelColumns);
  from_to(whole, n, n - whole);
}

// Prefetches a block of C, whose values may no longer be in the cache.
void prefetch(const float* c, Index rows, Index columns, Index c_stride) {
  for (Index row = 0; row < rows; ++row, c += c_stride) {
    for (Index column = 0; column < columns; column += kLine) __builtin_prefetch(c + column, 1);
  }
}

// For a row-major A.
void multiply_rows(Index m, Index n, Index k, Factor<float> a, const float* panels, float* c,
                   Index c_stride, bool accumulate) {
  for (Index inner = 0; inner < k; inner += kDepth) {
    const Index depth = std::min(kDepth, k - inner);
    for (Index row = 0; row < m; row += kRows) {
      const Index rows = std::min(kRows, m - row);
      Block shape = {rows, 0, depth, a.stride, 0, c_stride, false, accumulate || inner > 0};
      for_panels(n, shape, [&](Index column, Index columns, const BlockProduct& product) {
        float* const block = c + row * c_stride + column;
        prefetch(block + columns, rows, std::min(kPanelColumns, n - column - columns), c_stride);
        product(a.from(row, inner).data, panels + column * k + inner * columns, block);
      });
    }
  }
}

// For a transposed A: the elements that a block uses are copied to contiguous memory, for the same
// reason as those of B.
void multiply_columns(Index m, Index n, Index k, Factor<float> a, const float* panels, float* c,
                      Index c_stride, bool accumulate) {
  Array side_by_side =
      Array::empty({std::min(k, kTransposedDepth) * std::min(m, kTransposedRows)}, float32);
  float* const copy = side_by_side.mutable_data<float>();
  for (Index first = 0; first < m; first += kTransposedRows) {
    const Index height = std::min(kTransposedRows, m - first);
    const Index slices = (k + kTransposedDepth - 1) / kTransposedDepth;
    for (Index slice = 0; slice < slices; ++slice) {
      const Index inner = k * slice / slices, depth = k * (slice + 1) / slices - inner;
      const auto for_blocks = [&](auto body) {
        for (Index row = 0; row < height; row += kRows) body(row, std::min(kRows, height - row));
      };
      for (Index i = 0; i < depth; ++i) {
        const float* const from = a.from(first, inner + i).data;
        for_blocks([&](Index row, Index rows) {
          std::copy_n(from + row, rows, copy + row * depth + i * rows);
        });
      }
      for (Index column = 0; column < n; column += kPanelColumns) {
        const Index columns = std::min(kPanelColumns, n - column);
        for_blocks([&](Index row, Index rows) {
          const Block shape = {rows,    columns,  depth, rows,
                               columns, c_stride, true,  accumulate || inner > 0};
          const BlockProduct product(shape);
          product(copy + row * depth, panels + column * k + inner * columns,
                  c + (first + row) * c_stride + column);
        });
      }
    }
  }
}

// Packs a few panels at a time by rows, so that B is read sequentially.
void pack_rows(Index k, Index n, Factor<float> b, float* panels) {
  constexpr Index kAtOnce = 4 * kPanelColumns;
  const auto copy_rows = [&](Index column, Index columns, auto width) {
    for (Index row = 0; row < k; ++row) {
      const float* const from = b.from(row, column).data;
      for (Index j = 0; j < columns; j += width) {
        std::memcpy(panels + (column + j) * k + row * width, from + j,
                    static_cast<std::size_t>(width) * sizeof(float));
      }
    }
  };
  using Whole = std::integral_constant<Index, kPanelColumns>;  // copied without a function call
  const Index whole = n / kPanelColumns * kPanelColumns;
  for (Index column = 0; column < whole; column += kAtOnce) {
    copy_rows(column, std::min(kAtOnce, whole - column), Whole());
  }
  if (whole < n) copy_rows(whole, n - whole, n - whole);
}

// Packs whole cache lines of B's columns, so that each line is read once.
void pack_columns(Index k, Index n, Factor<float> b, float* panels) {
  for (Index column = 0; column < n; column += kPanelColumns) {
    const Index columns = std::min(kPanelColumns, n - column);
    float* const panel = panels + column * k;
    for (Index first = 0; first < k; first += kLine) {
      const Index last = std::min(first + kLine, k);
      for (Index j = 0; j < columns; ++j) {
        const float* const from = b.from(0, column + j).data;
        for (Index row = first; row < last; ++row) panel[row * columns + j] = from[row];
      }
    }
  }
}

}  // namespace

bool has_panels() {
  return has_block_kernels();
}

void pack_panels(Index k, Index n, Factor<float> b, float* panels) {
  (b.transposed ? pack_columns : pack_rows)(k, n, b, panels);
}

void multiply_panels(Index m, Index n, Index k, Factor<float> a, const float* panels, float* c,
                     Index c_stride, bool accumulate) {
  (a.transposed ? multiply_columns : multiply_rows)(m, n, k, a, panels, c, c_stride, accumulate);
}

PanelProduct::PanelProduct(Index m, Index n, Index k, Index a_stride, Index c_stride,
                           bool accumulate)
    : n_(n), k_(k) {
  if (m > kRows || k > kDepth) return;
  const auto kernel = [&](Index columns) {
    return block_kernel({m, columns, k, a_stride, columns, c_stride, false, accumulate});
  };
  const Index rest = n % kPanelColumns;
  if (n >= kPanelColumns) whole_ = kernel(kPanelColumns);
  if (rest > 0) rest_ = kernel(rest);
  is_one_block_ = (n < kPanelColumns || whole_) && (rest == 0 || rest_);
}

void PanelProduct::operator()(const float* a, const float* panels, float* c) const {
  Index column = 0;
  for (; column + kPanelColumns <= n_; column += kPanelColumns) {
    whole_(panels + column * k_, a, c + column);
  }
  if (column < n_) rest_(panels + column * k_, a, c + column);
}

void panel_gemm(Index m, Index n, Index k, Factor<float> a, Factor<float> b, float* c,
                Index c_stride, bool accumulate) {
  const Index most = std::min(k, a.transposed ? kTransposedDepth : kDepth);
  const Index slices = (k + most - 1) / most;
  Array panels = Array::empty({most * n}, float32);
  for (Index slice = 0; slice < slices; ++slice) {
    const Index inner = k * slice / slices, depth = k * (slice + 1) / slices - inner;
    pack_panels(depth, n, b.from(inner, 0), panels.mutable_data<float>());
    multiply_panels(m, n, depth, a.from(0, inner), panels.data<float>(), c, c_stride,
                    accumulate || inner > 0);
  }
}

}  // namespace xgrad::kernels
