// Rows written in place and products added to them, with pullbacks that add to sums already there.
#include <xgrad/autograd/ops/products.hpp>
#include <xgrad/autograd/ops/shape.hpp>
#include <xgrad/autograd/ops/steps.hpp>
#include <xgrad/autograd/record.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/matmul.hpp>
#include <xgrad/core/kernels/packed_matrix.hpp>
#include <xgrad/core/kernels/views.hpp>

#include <mutex>
#include <optional>

namespace xgrad {

using kernels::PackedMatrix;

struct StepWeight::Packed {
  Packed(const Array& w, Index rows, Index steps) : batch(rows) {
    constexpr Index kStepsThatRepayACopy = 4;
    if (steps >= kStepsThatRepayACopy) transposed.emplace(kernels::transpose(w, 0, 1), rows);
  }

  // out += X W^T.
  void add_transposed(Array& out, const Array& x, const Array& w) const {
    if (!transposed) return kernels::matmul_into(out, x, kernels::transpose(w, 0, 1), true);
    kernels::matmul_into(out, x, *transposed, true);
  }
  // out = G W or out += G W, on the way back, when `w` still holds the values of the forward pass.
  void multiply(Array& out, const Array& g, const Array& w, bool accumulate) {
    if (!transposed) return kernels::matmul_into(out, g, w, accumulate);
    std::call_once(once, [&] { straight.emplace(w, batch); });
    kernels::matmul_into(out, g, *straight, accumulate);
  }

  Index batch;
  std::optional<PackedMatrix> transposed;  // where there are steps enough to repay it
  std::once_flag once;
  std::optional<PackedMatrix> straight;
};

StepWeight::StepWeight(const Tensor& weight, Index batch, Index steps)
    : weight_(weight), packed_(std::make_shared<Packed>(weight.array(), batch, steps)) {}

Tensor add_linear_(const Tensor& sum, const Tensor& x, const StepWeight& weight) {
  const Tensor& w = weight.weight_;
  Array value = sum.array();
  weight.packed_->add_transposed(value, x.array(), w.array());
  return record(
      "add_linear_", std::move(value), {sum, x, w}, [](const Tensor& g) { return g; },
      [w = saved(w), packed = weight.packed_](const Tensor& g) {  // dX = G W
        return Contribution{
            [&] {
              if (grad_enabled()) return matmul(g, w());
              Array product = Array::empty({g.size(0), w().size(1)}, g.dtype());
              packed->multiply(product, g.array(), w().array(), false);
              return Tensor(std::move(product));
            },
            [&](Array& pending) { packed->multiply(pending, g.array(), w().array(), true); }};
      },
      [x = saved(x)](const Tensor& g) {  // dW = G^T X
        return RowProduct{[&] { return matmul(transpose(g, 0, 1), x()); }, g.array(), x().array()};
      });
}

Tensor repeat_into(Array rows, const Tensor& bias) {
  if (!bias.defined()) {
    kernels::fill(rows, 0.0);
    return Tensor(std::move(rows));
  }
  kernels::copy_into(rows, bias.array());
  return record("repeat", std::move(rows), {bias}, [](const Tensor& g) { return g; });
}

}  // namespace xgrad
