// Products with matrices whose rows start anywhere in memory and may overlap, as the shifted rows of
// a sequence do.
#pragma once

#include <xgrad/core/array.hpp>
#include <xgrad/core/memory/pool_vector.hpp>

namespace xgrad::kernels {

/// Pointers to the rows of a matrix, of `length` elements each.
template <class T>
struct ShiftedRows {
  PoolVector<const T*> rows;
  Index length = 0;

  Index count() const { return static_cast<Index>(rows.size()); }
};

/// out = a rows, plus start[i] in row i if `start` is not null.   [m, count] x [count, length]
/// `out` has `out_stride` elements between rows; `a` is row-major.
void multiply_rows(Index m, const float* a, const ShiftedRows<float>& rows, const float* start,
                   float* out, Index out_stride);
void multiply_rows(Index m, const double* a, const ShiftedRows<double>& rows, const double* start,
                   double* out, Index out_stride);

/// out^T += rows g^T, for a `g` with `g_stride` elements between rows.
/// [count, length] x [length, m] -> [count, m]
void add_row_products(Index m, const float* g, Index g_stride, const ShiftedRows<float>& rows,
                      float* out);
void add_row_products(Index m, const double* g, Index g_stride, const ShiftedRows<double>& rows,
                      double* out);

}  // namespace xgrad::kernels
