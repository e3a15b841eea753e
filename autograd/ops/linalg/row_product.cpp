// Products of rows that are adjacent in memory, merged into one product.
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops/linalg/row_product.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/core/kernels/product/matmul.hpp>
#include <xgrad/core/kernels/views.hpp>

namespace xgrad {
namespace {

// True when the rows of `next` follow those of `rows` in memory.
bool follows(const Array& next, const Array& rows) {
  return next.shares_buffer(rows) && next.strides() == rows.strides() &&
         next.shape()[1] == rows.shape()[1] &&
         next.offset() == rows.offset() + rows.shape()[0] * rows.strides()[0];
}

// Merges two arrays; the rows of `b` follow those of `a` in memory.
Array joined(const Array& a, const Array& b) {
  return a.view({a.shape()[0] + b.shape()[0], a.shape()[1]}, a.strides(), a.offset());
}

class MergedRows final : public MergedGradient {
 public:
  MergedRows(const Array& a, const Array& b) : a_(a), b_(b) {}

  bool absorb(const DeferredGradient& gradient) override {
    const auto* const next = dynamic_cast<const RowProduct*>(&gradient);
    if (!next) return false;
    if (follows(a_, next->a()) && follows(b_, next->b())) {
      a_ = joined(next->a(), a_);
      b_ = joined(next->b(), b_);
      return true;
    }
    if (follows(next->a(), a_) && follows(next->b(), b_)) {
      a_ = joined(a_, next->a());
      b_ = joined(b_, next->b());
      return true;
    }
    return false;
  }
  void add_to(Array& sum) const override {
    kernels::matmul_into(sum, kernels::transpose(a_, 0, 1), b_, true);
  }
  bool continues_in(const Array& array) const override { return a_.shares_buffer(array); }

 private:
  Array a_, b_;
};

}  // namespace

Tensor RowProduct::multiply_weight(const Tensor& x, const Tensor& w) {
  Array value = Array::empty({x.size(0), w.size(1)}, x.dtype());
  kernels::matmul_weight_into(value, x.array(), w.array());
  return record(
      "multiply_weight", std::move(value), {x, w},
      [w = saved(w)](const Tensor& g) { return rows_gradient(g, transpose(w(), 0, 1)); },
      [x = saved(x)](const Tensor& g) { return RowProduct(x(), g); });
}

// The values of all steps are added, so that the gradient G of their sum is one matrix for all steps.
Tensor RowProduct::value() const {
  return record(
      "row_product", kernels::matmul(kernels::transpose(a(), 0, 1), b()), {a_, b_},
      [b = saved(b_)](const Tensor& g) { return rows_gradient(b(), transpose(g, 0, 1)); },
      [a = saved(a_)](const Tensor& g) { return rows_gradient(a(), g); });
}

void RowProduct::add_to(Array& sum) const {
  MergedRows(a(), b()).add_to(sum);
}

std::unique_ptr<MergedGradient> RowProduct::start_merging() const {
  return std::make_unique<MergedRows>(a(), b());
}

}  // namespace xgrad
