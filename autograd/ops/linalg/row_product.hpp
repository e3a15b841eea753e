// The gradients of products of rows with a matrix that many time steps share.
#pragma once

#include <xgrad/autograd/graph/deferred_gradient.hpp>
#include <xgrad/core/kernels/product/packed_matrix.hpp>

namespace xgrad {

/// The gradient a^T b of a matrix by which rows were multiplied. Products whose rows are adjacent in
/// memory, like those of consecutive time steps, are merged into one product. Refers to `a` and `b`.
/// [r, n], [r, k] -> [n, k]
class RowProduct : public DeferredGradient {
 public:
  RowProduct(const Tensor& a, const Tensor& b) : a_(a), b_(b) {}

  /// x w for one of many steps that share w, which is packed once.   [b, n] x [n, k] -> [b, k]
  static Tensor multiply_weight(const Tensor& x, const Tensor& w);

  Tensor value() const override;
  void add_to(Array& sum) const final;
  std::unique_ptr<MergedGradient> start_merging() const final;

  const Array& a() const { return a_.array(); }
  const Array& b() const { return b_.array(); }

 private:
  const Tensor& a_;
  const Tensor& b_;
};

/// The gradient g w of the rows of one of these steps.   [b, n] x [n, k] -> [b, k]
inline auto rows_gradient(const Tensor& g, const Tensor& w) {
  return Deferred{
      [g, w] { return RowProduct::multiply_weight(g, w); },
      [g, w](Array& sum) { kernels::matmul_weight_into(sum, g.array(), w.array(), true); }};
}

}  // namespace xgrad
