// A product added in place, with pullbacks that add to sums already there.
#include <xgrad/autograd/ops/add_linear.hpp>
#include <xgrad/autograd/ops/products.hpp>
#include <xgrad/autograd/ops/shape.hpp>
#include <xgrad/autograd/record.hpp>
#include <xgrad/core/kernels/matmul.hpp>
#include <xgrad/core/kernels/views.hpp>

namespace xgrad {

Tensor add_linear_(const Tensor& sum, const Tensor& x, const Tensor& w, const Array& transposed) {
  Array value = sum.array();
  kernels::matmul_into(value, x.array(), transposed, true);
  return record(
      "add_linear_", std::move(value), {sum, x, w}, [](const Tensor& g) { return g; },
      [w = saved(w)](const Tensor& g) {  // dX = G W
        return Contribution{
            [&] { return matmul(g, w()); },
            [&](Array& pending) { kernels::matmul_into(pending, g.array(), w().array(), true); }};
      },
      [x = saved(x)](const Tensor& g) {  // dW = G^T X
        return Contribution{[&] { return matmul(transpose(g, 0, 1), x()); },
                            [&](Array& pending) {
                              kernels::matmul_into(pending, kernels::transpose(g.array(), 0, 1),
                                                   x().array(), true);
                            }};
      });
}

}  // namespace xgrad
