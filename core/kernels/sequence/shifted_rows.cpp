// Products of a few rows by loops over registers, compiled for every instruction set (see Note
// [Instruction sets]); larger ones are packed a part at a time and multiplied as matrices.
#include <xgrad/core/formula/widest.hpp>
#include <xgrad/core/kernels/lanes.hpp>
#include <xgrad/core/kernels/product/panels.hpp>
#include <xgrad/core/kernels/sequence/shifted_rows.hpp>

#include <algorithm>
#include <cstring>
#include <type_traits>

namespace xgrad::kernels {
namespace {

// Up to this number of rows of `a` or `g`, packing costs more than it gains.
constexpr Index kRowsInRegisters = 4;
// Elements that are packed at once, and stay in the second-level cache.
constexpr Index kPacked = 1 << 16;

// a b + c
template <class Lanes, class Value>
Value fused(Lanes, const Value& a, const Value& b, const Value& c) {
  if constexpr (Lanes::kWidth == 1) {
    return a * b + c;
  } else {
    return xsimd::fma(a, b, c);
  }
}

// Elements t to t + Registers * kWidth - 1 of start + sum over r of a[r] rows[r].
template <int Registers, class Lanes, class T>
void combine_part(Lanes lanes, const T* a, const T* const* rows, Index count, T start, T* out,
                  Index t) {
  using Value = typename Lanes::Value;
  Value sums[Registers];
  for (Value& sum : sums) sum = Value(start);
  for (Index r = 0; r < count; ++r) {
    const Value factor(a[r]);
    const T* const row = rows[r] + t;
    for (int i = 0; i < Registers; ++i) {
      sums[i] = fused(lanes, factor, lanes.load(row + i * Lanes::kWidth), sums[i]);
    }
  }
  for (int i = 0; i < Registers; ++i) lanes.store(out + t + i * Lanes::kWidth, sums[i]);
}

// out[r * out_step] += g . rows[r] for the first `Rows` rows.
template <int Rows, class T>
void correlate_part(const T* g, const T* const* rows, Index length, T* out, Index out_step) {
  using Lanes = RegisterLanes<T>;
  constexpr Index w = Lanes::kWidth;
  constexpr int kSums = 8 / Rows;  // of each row, so that additions need not wait for each other
  constexpr Lanes lanes;
  typename Lanes::Value sums[Rows][kSums];
  for (auto& row : sums) {
    for (auto& sum : row) sum = typename Lanes::Value(T{0});
  }
  Index t = 0;
  for (; t + kSums * w <= length; t += kSums * w) {
    for (int i = 0; i < kSums; ++i) {
      const auto factor = lanes.load(g + t + i * w);
      for (int r = 0; r < Rows; ++r) {
        sums[r][i] = fused(lanes, factor, lanes.load(rows[r] + t + i * w), sums[r][i]);
      }
    }
  }
  for (int r = 0; r < Rows; ++r) {
    for (int i = 1; i < kSums; ++i) sums[r][0] += sums[r][i];
    T parts[static_cast<std::size_t>(w)];
    lanes.store(parts, sums[r][0]);
    T total{0};
    for (const T part : parts) total += part;
    for (Index rest = t; rest < length; ++rest) total += g[rest] * rows[r][rest];
    out[r * out_step] += total;
  }
}

}  // namespace

// The functions that are compiled for each instruction set. The type has external linkage, because
// objects of other instruction sets find the table by its name.
template <class T>
struct ShiftedRowLoops {
  struct Table {
    void (*combine)(const T* a, const T* const* rows, Index count, Index length, T start, T* out);
    void (*correlate)(const T* g, const T* const* rows, Index count, Index length, T* out,
                      Index out_step);
  };
  // out = start + sum over r of a[r] rows[r]
  static void combine(const T* a, const T* const* rows, Index count, Index length, T start,
                      T* out) {
    constexpr Index kBlock = 4 * RegisterLanes<T>::kWidth;
    const Index blocks = length / kBlock * kBlock;
    for (Index t = 0; t < blocks; t += kBlock) {
      combine_part<4>(RegisterLanes<T>{}, a, rows, count, start, out, t);
    }
    for_lanes<T>(length - blocks, [&](auto lanes, Index t) {
      combine_part<1>(lanes, a, rows, count, start, out, blocks + t);
    });
  }

  // out[r * out_step] += g . rows[r]
  static void correlate(const T* g, const T* const* rows, Index count, Index length, T* out,
                        Index out_step) {
    Index r = 0;
    for (; r + 4 <= count; r += 4) {
      correlate_part<4>(g, rows + r, length, out + r * out_step, out_step);
    }
    for (; r < count; ++r) correlate_part<1>(g, rows + r, length, out + r * out_step, out_step);
  }

  static constexpr Table table = {combine, correlate};
};

namespace {

template <class T>
const auto& loops() {
  return formula::widest<ShiftedRowLoops<T>>();
}

// The columns that are packed at once.
template <class T>
Index columns_at_once(const ShiftedRows<T>& rows) {
  const Index panels = kPacked / (std::max<Index>(rows.count(), 1) * kPanelColumns);
  return std::min(rows.length, std::max<Index>(panels, 1) * kPanelColumns);
}

// Copies columns side by side in dense parts of `width` columns each, the last one narrower.
template <class T>
void pack(const ShiftedRows<T>& rows, Index first, Index columns, Index width, T* packed) {
  for (Index column = 0; column < columns; column += width) {
    const Index size = std::min(width, columns - column);
    const auto copy = [&](auto bytes) {
      for (const T* const row : rows.rows) {
        std::memcpy(packed, row + first + column, bytes);
        packed += size;
      }
    };
    constexpr std::size_t kPanelBytes = kPanelColumns * sizeof(T);
    if (size == kPanelColumns) {  // without a function call
      copy(std::integral_constant<std::size_t, kPanelBytes>());
    } else {
      copy(static_cast<std::size_t>(size) * sizeof(T));
    }
  }
}

template <class T>
void multiply(Index m, const T* a, const ShiftedRows<T>& rows, const T* start, T* out,
              Index out_stride) {
  const Index count = rows.count(), length = rows.length;
  if (m <= kRowsInRegisters) {
    for (Index i = 0; i < m; ++i) {
      loops<T>().combine(a + i * count, rows.rows.data(), count, length,
                         start == nullptr ? T{0} : start[i], out + i * out_stride);
    }
    return;
  }
  const bool accumulate = start != nullptr;
  for (Index i = 0; accumulate && i < m; ++i) {  // a sum without terms
    loops<T>().combine(nullptr, nullptr, 0, length, start[i], out + i * out_stride);
  }
  const Index most = columns_at_once(rows);
  Array packed = Array::empty({count * most}, dtype_of<T>());
  T* const copy = packed.mutable_data<T>();
  for (Index first = 0; first < length; first += most) {
    const Index columns = std::min(most, length - first);
    if constexpr (std::is_same_v<T, float>) {
      if (has_panels()) {
        pack(rows, first, columns, kPanelColumns, copy);
        gemm(m, columns, count, {a, count}, copy, out + first, out_stride, accumulate);
        continue;
      }
    }
    pack(rows, first, columns, columns, copy);
    gemm(m, columns, count, Factor<T>{a, count}, Factor<T>{copy, columns}, out + first, out_stride,
         accumulate);
  }
}

template <class T>
void add_products(Index m, const T* g, Index g_stride, const ShiftedRows<T>& rows, T* out) {
  const Index count = rows.count(), length = rows.length;
  if (m <= kRowsInRegisters) {
    for (Index i = 0; i < m; ++i) {
      loops<T>().correlate(g + i * g_stride, rows.rows.data(), count, length, out + i, m);
    }
    return;
  }
  const Index most = columns_at_once(rows);
  Array packed = Array::empty({count * most}, dtype_of<T>());
  T* const copy = packed.mutable_data<T>();
  for (Index first = 0; first < length; first += most) {
    const Index columns = std::min(most, length - first);
    pack(rows, first, columns, columns, copy);
    gemm(count, m, columns, Factor<T>{copy, columns}, Factor<T>{g + first, g_stride, true}, out, m,
         true);
  }
}

}  // namespace

void multiply_rows(Index m, const float* a, const ShiftedRows<float>& rows, const float* start,
                   float* out, Index out_stride) {
  multiply(m, a, rows, start, out, out_stride);
}

void multiply_rows(Index m, const double* a, const ShiftedRows<double>& rows, const double* start,
                   double* out, Index out_stride) {
  multiply(m, a, rows, start, out, out_stride);
}

void add_row_products(Index m, const float* g, Index g_stride, const ShiftedRows<float>& rows,
                      float* out) {
  add_products(m, g, g_stride, rows, out);
}

void add_row_products(Index m, const double* g, Index g_stride, const ShiftedRows<double>& rows,
                      double* out) {
  add_products(m, g, g_stride, rows, out);
}

}  // namespace xgrad::kernels
