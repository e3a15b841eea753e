// Matrices of arrays as factors of products.
#pragma once

#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/product/gemm.hpp>

#include <algorithm>

namespace xgrad::kernels {

/// Throws ShapeError or DTypeError unless `out` has the shape and dtype of the product of `a` and
/// such a b.
void check_product(const Array& out, const Array& a, const Shape& b_shape, DType b_dtype);

/// Sizes and strides of the last two axes.
struct Matrix {
  explicit Matrix(const Array& x)
      : rows(x.shape()[x.rank() - 2]),
        columns(x.shape().back()),
        row_step(x.strides()[x.rank() - 2]),
        column_step(x.strides().back()) {}

  /// True when the elements of each row are contiguous and rows do not overlap.
  bool row_major() const {
    return (columns == 1 || column_step == 1) && (rows == 1 || row_step >= columns);
  }
  bool column_major() const {
    return (rows == 1 || row_step == 1) && (columns == 1 || column_step >= rows);
  }

  /// Distance of consecutive rows of a row-major matrix.
  Index stride() const { return rows == 1 ? std::max<Index>(1, columns) : row_step; }

  Index rows, columns, row_step, column_step;
};

/// Returns `x` if BLAS supports its layout, else a row-major copy.
inline Array readable(const Array& x) {
  const Matrix matrix(x);
  return matrix.row_major() || matrix.column_major() ? x : contiguous(x);
}

/// The matrix in the last two axes of a `readable` array.
template <class T>
Factor<T> factor(const Array& x) {
  const Matrix matrix(x);
  if (matrix.row_major()) return {x.data<T>(), matrix.stride()};
  return {x.data<T>(), matrix.columns == 1 ? matrix.rows : matrix.column_step, true};
}

}  // namespace xgrad::kernels
