// In-place operations on rows. Their pullbacks add to existing sums.
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops/linalg/row_product.hpp>
#include <xgrad/autograd/ops/sequence/steps.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/product/packed_matrix.hpp>
#include <xgrad/core/kernels/views.hpp>

#include <fmt/format.h>

namespace xgrad {

void check_target(const char* op, const Array& target) {
  if (!target.defined()) throw ValueError(fmt::format("{}: there is no array to write to", op));
}

Tensor add_linear_(const Tensor& sum, const Tensor& x, const Tensor& w) {
  Array value = sum.array();
  kernels::matmul_weight_into(value, x.array(), kernels::transpose(w.array(), 0, 1), true);
  return record(
      "add_linear_", std::move(value), {sum, x, w}, [](const Tensor& g) { return g; },
      [w = saved(w)](const Tensor& g) { return rows_gradient(g, w()); },  // dX = G W
      [x = saved(x)](const Tensor& g) { return RowProduct(g, x()); });    // dW = G^T X
}

Tensor repeat_into(Array rows, const Tensor& bias) {
  check_target("repeat_into", rows);
  if (!bias.defined()) {
    kernels::fill(rows, 0.0);
    return Tensor(std::move(rows));
  }
  kernels::copy_into(rows, bias.array());
  return record("repeat", std::move(rows), {bias}, [](const Tensor& g) { return g; });
}

Tensor copy_into(Array target, const Tensor& x) {
  check_target("copy_into", target);
  kernels::copy_into(target, x.array());
  return record("copy_into", std::move(target), {x}, [](const Tensor& g) { return g; });
}

}  // namespace xgrad
