// Rows written in place and products added to them, with pullbacks that add to sums already there.
#include <xgrad/autograd/ops/products.hpp>
#include <xgrad/autograd/ops/shape.hpp>
#include <xgrad/autograd/ops/steps.hpp>
#include <xgrad/autograd/record.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/packed_matrix.hpp>
#include <xgrad/core/kernels/views.hpp>

namespace xgrad {

Tensor add_linear_(const Tensor& sum, const Tensor& x, const Tensor& w) {
  Array value = sum.array();
  kernels::matmul_weight_into(value, x.array(), kernels::transpose(w.array(), 0, 1), true);
  return record(
      "add_linear_", std::move(value), {sum, x, w}, [](const Tensor& g) { return g; },
      [w = saved(w)](const Tensor& g) {  // dX = G W
        return Contribution{[&] {
                              if (grad_enabled()) return matmul(g, w());
                              Array product = Array::empty({g.size(0), w().size(1)}, g.dtype());
                              kernels::matmul_weight_into(product, g.array(), w().array());
                              return Tensor(std::move(product));
                            },
                            [&](Array& pending) {
                              kernels::matmul_weight_into(pending, g.array(), w().array(), true);
                            }};
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
