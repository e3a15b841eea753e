// A matrix that many others are multiplied with.
#pragma once

#include <xgrad/core/array.hpp>

namespace xgrad::kernels {

/// The right factor of many products, arranged for them once; a copy, which does not follow later
/// writes to the matrix.
class PackedMatrix {
 public:
  /// Arranges `matrix` [k, n] for left factors of `rows` rows. Throws ShapeError unless it has two
  /// axes, DTypeError unless it is of a floating type.
  PackedMatrix(const Array& matrix, Index rows);

  const Shape& shape() const { return shape_; }
  DType dtype() const { return elements_.dtype(); }

 private:
  friend void matmul_into(Array& out, const Array& a, const PackedMatrix& b, bool accumulate);

  Shape shape_;
  bool in_strips_;
  Array elements_;
};

/// out = a b, or out += a b with `accumulate`.   [m, k] x [k, n] -> [m, n]
/// Throws like the product with the matrix itself.
void matmul_into(Array& out, const Array& a, const PackedMatrix& b, bool accumulate = false);

}  // namespace xgrad::kernels
