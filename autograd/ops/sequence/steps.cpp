// In-place operations on rows. Their pullbacks add to existing sums.
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops/linalg/row_product.hpp>
#include <xgrad/autograd/ops/sequence/steps.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/product/packed_matrix.hpp>
#include <xgrad/core/kernels/views.hpp>

#include <fmt/format.h>

namespace xgrad {

namespace {

Tensor multiply_weight(const Tensor& x, const Tensor& w);

// The gradient g w of one of many steps that share w.
auto weight_gradient(const Tensor& g, const Tensor& w) {
  return Deferred{
      [g, w] { return multiply_weight(g, w); },
      [g, w](Array& sum) { kernels::matmul_weight_into(sum, g.array(), w.array(), true); }};
}

// x w for one of many steps that share w.   [b, n] x [n, k] -> [b, k]
Tensor multiply_weight(const Tensor& x, const Tensor& w) {
  Array value = Array::empty({x.size(0), w.size(1)}, x.dtype());
  kernels::matmul_weight_into(value, x.array(), w.array());
  return record(
      "multiply_weight", std::move(value), {x, w},
      [w = saved(w)](const Tensor& g) { return weight_gradient(g, transpose(w(), 0, 1)); },
      [x = saved(x)](const Tensor& g) { return RowProduct(x(), g); });
}

}  // namespace

void check_target(const char* op, const Array& target) {
  if (!target.defined()) throw ValueError(fmt::format("{}: there is no array to write to", op));
}

Tensor add_linear_(const Tensor& sum, const Tensor& x, const Tensor& w) {
  Array value = sum.array();
  kernels::matmul_weight_into(value, x.array(), kernels::transpose(w.array(), 0, 1), true);
  return record(
      "add_linear_", std::move(value), {sum, x, w}, [](const Tensor& g) { return g; },
      [w = saved(w)](const Tensor& g) { return weight_gradient(g, w()); },  // dX = G W
      [x = saved(x)](const Tensor& g) { return RowProduct(g, x()); });      // dW = G^T X
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
