// In strips where they suit the products, else row-major.
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/factors.hpp>
#include <xgrad/core/kernels/matmul.hpp>
#include <xgrad/core/kernels/packed_matrix.hpp>
#include <xgrad/core/kernels/strips.hpp>

#include <string>

namespace xgrad::kernels {

PackedMatrix::PackedMatrix(const Array& matrix, Index rows) : shape_(matrix.shape()) {
  if (matrix.rank() != 2) {
    throw ShapeError("PackedMatrix: the matrix is " + to_string(shape_) + ", expected two axes");
  }
  if (!is_floating(matrix.dtype())) {
    throw DTypeError("PackedMatrix: the matrix is " + std::string(name_of(matrix.dtype())) + " " +
                     to_string(shape_) + ", expected float32 or float64");
  }
  in_strips_ = strips_suit(rows, shape_[1], matrix.dtype());
  if (!in_strips_) {
    elements_ = copy(matrix);
    return;
  }
  elements_ = Array::empty(shape_, float32);
  pack_strips(shape_[0], shape_[1], factor<float>(readable(matrix)),
              elements_.mutable_data<float>());
}

void matmul_into(Array& out, const Array& a, const PackedMatrix& b, bool accumulate) {
  check_product(out, a, b.shape(), b.dtype());
  if (a.rank() != 2) {
    throw ShapeError("PackedMatrix: a is " + to_string(a.shape()) + ", expected two axes");
  }
  if (!b.in_strips_) return matmul_into(out, a, b.elements_, accumulate);
  const Matrix result(out);
  if (!result.row_major()) {
    Array dense = Array::empty(out.shape(), float32);
    matmul_into(dense, a, b, false);
    return accumulate ? add_into(out, dense) : copy_into(out, dense);
  }
  gemm(result.rows, result.columns, b.shape()[0], factor<float>(readable(a)),
       b.elements_.data<float>(), out.mutable_data<float>(), result.stride(), accumulate);
}

}  // namespace xgrad::kernels
