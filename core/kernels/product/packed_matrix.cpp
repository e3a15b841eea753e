// Packs a matrix in panels if this layout suits it, else row-major.
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/product/factors.hpp>
#include <xgrad/core/kernels/product/matmul.hpp>
#include <xgrad/core/kernels/product/packed_matrix.hpp>
#include <xgrad/core/kernels/product/panels.hpp>
#include <xgrad/core/numbers/denormals.hpp>
#include <xgrad/core/threads/locks.hpp>

#include <string>
#include <type_traits>
#include <vector>

namespace xgrad::kernels {
namespace {

bool is_panel_factor(const Array& matrix) {
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
  in_panels_ = is_panel_factor(matrix);
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
  if (b.rank() != 2 || !is_panel_factor(b)) return matmul_into(out, a, b, accumulate);
  matmul_into(out, a, *kept(b), accumulate);
}

WeightProduct::WeightProduct(const Array& matrix)
    : inner_(matrix.shape()[0]), columns_(matrix.shape()[1]) {
  if (is_panel_factor(matrix)) {
    packed_ = kept(matrix);
  } else {
    matrix_ = readable(matrix);
  }
}

template <class T>
void WeightProduct::operator()(Index rows, const T* a, Index a_stride, T* c, Index c_stride,
                               bool accumulate) {
  const Factor<T> left = {a, a_stride};
  if constexpr (std::is_same_v<T, float>) {
    if (packed_) {
      const float* const panels = packed_->elements_.data<float>();
      if (const Last sizes = {rows, a_stride, c_stride, accumulate}; sizes != last_) {
        last_ = sizes;
        product_ = is_small_product(rows, columns_, inner_) && rows > 0 && inner_ > 0
                       ? PanelProduct(rows, columns_, inner_, a_stride, c_stride, accumulate)
                       : PanelProduct();
      }
      if (!product_.is_one_block())
        return gemm(rows, columns_, inner_, left, panels, c, c_stride, accumulate);
      const DenormalGuard flush;
      return product_(a, panels, c);
    }
  }
  gemm(rows, columns_, inner_, left, factor<T>(matrix_), c, c_stride, accumulate);
}

template void WeightProduct::operator()(Index, const float*, Index, float*, Index, bool);
template void WeightProduct::operator()(Index, const double*, Index, double*, Index, bool);

Index packed_bytes(const Array& matrix) {
  const std::lock_guard lock(shared_mutex(Shared::packed_matrices));
  Index bytes = 0;
  for (const auto& copy : matrix.buffer().packed) bytes += copy->bytes();
  return bytes;
}

}  // namespace xgrad::kernels
