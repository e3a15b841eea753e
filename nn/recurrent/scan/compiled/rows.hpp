// Rows in memory, as the compiled scan reads and writes them. Internal.
#pragma once

#include <xgrad/core/kernels/pointwise.hpp>
#include <xgrad/core/kernels/product/factors.hpp>

#include <algorithm>
#include <span>

namespace xgrad::nn {

/// Rows that are `stride` elements apart.
template <class T>
struct Rows {
  T* data = nullptr;
  Index stride = 0;

  explicit operator bool() const { return data != nullptr; }
  Rows from(Index row) const { return {data + row * stride, stride}; }
  T* row(Index i) const { return data + i * stride; }
  kernels::OperandRows operand(Index column = 0) const { return {data + column, stride}; }
  friend bool operator==(const Rows&, const Rows&) = default;
};

/// The operands of one run of a kernel, in its order.
class StepOperands {
 public:
  void clear() { count_ = 0; }
  void add(kernels::OperandRows rows) { list_[count_++] = rows; }
  std::span<const kernels::OperandRows> list() const { return {list_, count_}; }

 private:
  std::size_t count_ = 0;
  kernels::OperandRows list_[formula::kMaxOperands];
};

/// The rows of a matrix whose elements are row-major. [r, n]
template <class T>
Rows<T> rows_in(const Array& matrix) {
  return {static_cast<T*>(matrix.raw()), kernels::Matrix(matrix).stride()};
}

/// The matrix itself, or a row-major copy.   [r, n]
inline Array with_rows(const Array& matrix) {
  return kernels::Matrix(matrix).row_major() ? matrix : kernels::contiguous(matrix);
}

template <class T>
void copy_rows(Rows<T> to, Rows<T> from, Index count, Index columns) {
  for (Index i = 0; i < count; ++i) std::copy_n(from.row(i), columns, to.row(i));
}

/// Copies one row to each of `count` rows; zeros without a row.
template <class T>
void repeat_row(Rows<T> to, const T* row, Index count, Index columns) {
  for (Index i = 0; i < count; ++i) {
    if (row != nullptr) {
      std::copy_n(row, columns, to.row(i));
    } else {
      std::fill_n(to.row(i), columns, T(0));
    }
  }
}

/// to = from * factor
template <class T>
void scale_rows(Rows<T> to, Rows<T> from, T factor, Index count, Index columns) {
  for (Index i = 0; i < count; ++i) {
    for (Index j = 0; j < columns; ++j) to.row(i)[j] = from.row(i)[j] * factor;
  }
}

/// to += from
template <class T>
void add_rows(Rows<T> to, Rows<T> from, Index count, Index columns) {
  for (Index i = 0; i < count; ++i) {
    T* const sum = to.row(i);
    const T* const term = from.row(i);
    for (Index j = 0; j < columns; ++j) sum[j] += term[j];
  }
}

}  // namespace xgrad::nn
