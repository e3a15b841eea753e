// PackedMatrix: a matrix packed once for many products.
#pragma once

#include <xgrad/core/array.hpp>
#include <xgrad/core/kernels/product/panels.hpp>

#include <memory>

namespace xgrad::kernels {

/// The right factor of many products, packed once for all of them. It is a copy: later writes to
/// the matrix do not affect it.
class PackedMatrix {
 public:
  /// Packs `matrix` [k, n]. Throws ShapeError unless it has two axes, DTypeError unless it is
  /// floating.
  explicit PackedMatrix(const Array& matrix);

  const Shape& shape() const { return shape_; }
  DType dtype() const { return elements_.dtype(); }
  /// The version of the matrix's buffer at the time of packing.
  std::uint32_t version() const { return version_; }
  /// The memory that the copy takes.
  Index bytes() const { return static_cast<Index>(elements_.buffer().bytes()); }
  /// True when `matrix`, a view of the packed buffer, is the packed matrix and has not been
  /// modified since.
  bool is_copy_of(const Array& matrix) const;

 private:
  friend void matmul_into(Array& out, const Array& a, const PackedMatrix& b, bool accumulate);
  friend class WeightProduct;

  Shape shape_;
  Strides strides_;
  Index offset_;
  std::uint32_t version_;
  bool in_panels_;
  Array elements_;
};

/// out = a b, or out += a b with `accumulate`.   [m, k] x [k, n] -> [m, n]
/// Throws as the product with the matrix itself.
void matmul_into(Array& out, const Array& a, const PackedMatrix& b, bool accumulate = false);

/// `matmul_into` for a matrix that is used repeatedly, such as a weight: it is packed once, and the
/// packed copy is stored with its buffer until the elements change or the buffer is freed. Threads
/// may share the matrix.
void matmul_weight_into(Array& out, const Array& a, const Array& b, bool accumulate = false);

/// `matmul_weight_into` for rows in memory: the right factor of products that differ only in their
/// rows, such as one per time step. It is packed once, and later writes to the matrix do not affect
/// it.
class WeightProduct {
 public:
  WeightProduct() = default;
  /// For a floating matrix [k, n].
  explicit WeightProduct(const Array& matrix);

  /// c = a b, or c += a b with `accumulate`, for rows of `a` and `c` that are `a_stride` and
  /// `c_stride` elements apart. Elements are of the matrix's dtype. The values equal those of
  /// `matmul_weight_into`.   [rows, k] x [k, n] -> [rows, n]
  template <class T>
  void operator()(Index rows, const T* a, Index a_stride, T* c, Index c_stride, bool accumulate);

 private:
  // The sizes of the last product, if it was small, and its kernels.
  struct Last {
    Index rows = -1, a_stride = 0, c_stride = 0;
    bool accumulate = false;
    friend bool operator==(const Last&, const Last&) = default;
  };

  std::shared_ptr<const PackedMatrix> packed_;
  Last last_;
  PanelProduct product_;
  Array matrix_;  // readable, if it is not packed
  Index inner_ = 0, columns_ = 0;
};

/// The bytes of all packed copies that are stored with the buffer of a matrix.
Index packed_bytes(const Array& matrix);

}  // namespace xgrad::kernels
