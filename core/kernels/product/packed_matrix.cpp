// Packs a matrix in panels if this layout suits it, else row-major.
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/product/factors.hpp>
#include <xgrad/core/kernels/product/matmul.hpp>
#include <xgrad/core/kernels/product/packed_matrix.hpp>
#include <xgrad/core/kernels/product/panels.hpp>
#include <xgrad/core/threads/locks.hpp>

#include <string>
#include <vector>

namespace xgrad::kernels {
namespace {

bool panels_suit(const Array& matrix) {
  return matrix.dtype() == float32 && has_panels() && matrix.shape()[1] > 1;
}

// The packed copy stored with the buffer of `matrix`; drops copies of older elements.
std::shared_ptr<const PackedMatrix> kept(const Array& matrix) {
  return with_out_of_memory([&]() -> std::shared_ptr<const PackedMatrix> {
    const std::lock_guard lock(shared_mutex(Shared::packed_matrices));
    auto& copies = matrix.buffer().packed;
    for (const auto& copy : copies) {
      if (copy->is_copy_of(matrix)) return copy;
    }
    std::erase_if(copies, [&](const auto& copy) { return copy->version() != matrix.version(); });
    return copies.emplace_back(std::make_shared<PackedMatrix>(matrix));
  });
}

}  // namespace

PackedMatrix::PackedMatrix(const Array& matrix)
    : shape_(matrix.shape()),
      strides_(matrix.strides()),
      offset_(matrix.offset()),
      version_(matrix.version()) {
  if (matrix.rank() != 2) {
    throw ShapeError("PackedMatrix: the matrix is " + to_string(shape_) + ", expected two axes");
  }
  if (!is_floating(matrix.dtype())) {
    throw DTypeError("PackedMatrix: the matrix is " + std::string(name_of(matrix.dtype())) + " " +
                     to_string(shape_) + ", expected float32 or float64");
  }
  in_panels_ = panels_suit(matrix);
  if (!in_panels_) {
    elements_ = copy(matrix);
    return;
  }
  elements_ = Array::empty(shape_, float32);
  pack_panels(shape_[0], shape_[1], factor<float>(readable(matrix)),
              elements_.mutable_data<float>());
}

bool PackedMatrix::is_copy_of(const Array& matrix) const {
  return version_ == matrix.version() && offset_ == matrix.offset() &&
         strides_ == matrix.strides() && shape_ == matrix.shape();
}

void matmul_into(Array& out, const Array& a, const PackedMatrix& b, bool accumulate) {
  check_product(out, a, b.shape(), b.dtype());
  if (a.rank() != 2) {
    throw ShapeError("PackedMatrix: a is " + to_string(a.shape()) + ", expected two axes");
  }
  if (!b.in_panels_) return matmul_into(out, a, b.elements_, accumulate);
  const Matrix result(out);
  if (!result.row_major()) {
    Array dense = Array::empty(out.shape(), float32);
    matmul_into(dense, a, b, false);
    return accumulate ? add_into(out, dense) : copy_into(out, dense);
  }
  gemm(result.rows, result.columns, b.shape()[0], factor<float>(readable(a)),
       b.elements_.data<float>(), out.mutable_data<float>(), result.stride(), accumulate);
}

void matmul_weight_into(Array& out, const Array& a, const Array& b, bool accumulate) {
  if (b.rank() != 2 || !panels_suit(b)) return matmul_into(out, a, b, accumulate);
  matmul_into(out, a, *kept(b), accumulate);
}

Index packed_bytes(const Array& matrix) {
  const std::lock_guard lock(shared_mutex(Shared::packed_matrices));
  Index bytes = 0;
  for (const auto& copy : matrix.buffer().packed) bytes += copy->bytes();
  return bytes;
}

}  // namespace xgrad::kernels
