// A matrix that many others are multiplied with.
#pragma once

#include <xgrad/core/array.hpp>

namespace xgrad::kernels {

/// The right factor of many products, packed for them once; a copy, which does not follow later
/// writes to the matrix.
class PackedMatrix {
 public:
  /// Packs `matrix` [k, n]. Throws ShapeError unless it has two axes, DTypeError unless it is of
  /// a floating type.
  explicit PackedMatrix(const Array& matrix);

  const Shape& shape() const { return shape_; }
  DType dtype() const { return elements_.dtype(); }
  /// The version that the buffer of the matrix had.
  std::uint32_t version() const { return version_; }
  /// True when `matrix`, a view of the same buffer, is the one packed here, and unchanged.
  bool is_copy_of(const Array& matrix) const;

 private:
  friend void matmul_into(Array& out, const Array& a, const PackedMatrix& b, bool accumulate);

  Shape shape_;
  Strides strides_;
  Index offset_;
  std::uint32_t version_;
  bool in_panels_;
  Array elements_;
};

/// out = a b, or out += a b with `accumulate`.   [m, k] x [k, n] -> [m, n]
/// Throws like the product with the matrix itself.
void matmul_into(Array& out, const Array& a, const PackedMatrix& b, bool accumulate = false);

/// As `matmul_into`, for a matrix that is used again, such as a weight: it is packed once, and the
/// packed copy stays with its buffer until its elements change or the buffer is freed. Threads may
/// share it.
void matmul_weight_into(Array& out, const Array& a, const Array& b, bool accumulate = false);

}  // namespace xgrad::kernels
