// The gradient of a matrix by which rows are multiplied.
#pragma once

#include <xgrad/autograd/graph/deferred_gradient.hpp>

namespace xgrad {

/// The gradient a^T b of a matrix by which rows were multiplied. Products whose rows are adjacent in
/// memory, like those of consecutive time steps, are merged into one product. Refers to `a` and `b`.
/// [r, n], [r, k] -> [n, k]
class RowProduct : public DeferredGradient {
 public:
  RowProduct(const Tensor& a, const Tensor& b) : a_(a), b_(b) {}

  Tensor value() const override;
  void add_to(Array& sum) const final;
  std::unique_ptr<MergedGradient> start_merging() const final;

  const Array& a() const { return a_.array(); }
  const Array& b() const { return b_.array(); }

 private:
  const Tensor& a_;
  const Tensor& b_;
};

}  // namespace xgrad
