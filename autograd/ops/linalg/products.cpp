// Matrix products. Their pullbacks add to an existing sum, so that a weight used at every time step
// needs one gradient buffer.
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/product/gemm.hpp>
#include <xgrad/core/kernels/product/matmul.hpp>
#include <xgrad/core/kernels/product/packed_matrix.hpp>
#include <xgrad/core/kernels/reduce.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/core/threads/threads.hpp>

#include <algorithm>

namespace xgrad {
namespace {

// Merges all axes but the last.
Shape rows_shape(const Shape& shape) {
  Index rows = 1;
  for (std::size_t axis = 0; axis + 1 < shape.size(); ++axis) rows *= shape[axis];
  return {rows, shape.back()};
}

// sum += a b, summed over the axes along which `sum` was broadcast.
void add_matmul(Array& sum, const Array& a, const Array& b) {
  if (kernels::matmul_shape(a.shape(), b.shape()) == sum.shape()) {
    kernels::matmul_into(sum, a, b, true);
  } else {
    kernels::add_into(sum, kernels::sum_to(kernels::matmul(a, b), sum.shape()));
  }
}

// The gradient g b^T of the left factor.
auto left_gradient(const Tensor& g, const Tensor& b) {
  return Deferred{
      [&] { return matmul(g, transpose(b, -1, -2)); },
      [&](Array& sum) { add_matmul(sum, g.array(), kernels::transpose(b.array(), -1, -2)); }};
}

// The gradient a^T g of a matrix shared by all rows of `a`: one product over all rows.
auto shared_gradient(const Tensor& a, const Tensor& g) {
  return Deferred{[&] {
                    return matmul(transpose(reshape(a, rows_shape(a.shape())), 0, 1),
                                  reshape(g, rows_shape(g.shape())));
                  },
                  [&](Array& sum) {
                    const Array rows = kernels::reshape(a.array(), rows_shape(a.shape()));
                    add_matmul(sum, kernels::transpose(rows, 0, 1),
                               kernels::reshape(g.array(), rows_shape(g.shape())));
                  }};
}

// The gradient a^T g of the right factor of each pair.
auto right_gradient(const Tensor& a, const Tensor& g) {
  return Deferred{
      [&] { return matmul(transpose(a, -1, -2), g); },
      [&](Array& sum) { add_matmul(sum, kernels::transpose(a.array(), -1, -2), g.array()); }};
}

// out = bias + x w^T, in blocks of rows that stay in the cache between the copy of the bias and the
// product.
void add_to_bias(Array& out, const Array& x, const Array& transposed, const Array& bias) {
  constexpr Index kRows = 96;
  const Index rows = rows_shape(out.shape())[0];
  if (rows < 2 * kRows) {
    kernels::copy_into(out, bias);
    return kernels::matmul_into(out, x, transposed, true);
  }
  const kernels::PackedMatrix weight(transposed);
  const Array targets = kernels::reshape(out, rows_shape(out.shape()));
  const Array sources = kernels::reshape(x, rows_shape(x.shape()));
  const double block_work = static_cast<double>(kRows) * static_cast<double>(transposed.numel());
  const auto grain = 1 + static_cast<Index>(kernels::kWorkPerThread / (block_work + 1));
  parallel_for(0, (rows + kRows - 1) / kRows, grain, [&](Index begin, Index end) {
    for (Index block = begin; block < end; ++block) {
      const Index first = block * kRows, size = std::min(kRows, rows - first);
      Array target = kernels::narrow(targets, 0, first, size);
      kernels::copy_into(target, bias);
      kernels::matmul_into(target, kernels::narrow(sources, 0, first, size), weight, true);
    }
  });
}

void check_linear(const Tensor& x, const Tensor& w, const Tensor& bias) {
  check_defined("linear", x, w);
  if (w.rank() != 2) {
    throw ShapeError(fmt::format("linear: the weight is {}, expected [out, in]", w.shape()));
  }
  if (x.rank() == 0 || x.shape().back() != w.shape()[1]) {
    throw ShapeError(
        fmt::format("linear: input {} does not have {} features on its last axis, as "
                    "weight {} expects",
                    x.shape(), w.shape()[1], w.shape()));
  }
  if (bias.defined() && bias.shape() != Shape{w.shape()[0]}) {
    throw ShapeError(fmt::format("linear: bias {} does not fit weight {}, expected [{}]",
                                 bias.shape(), w.shape(), w.shape()[0]));
  }
  check_floating("linear", w.array());
  const auto check_dtype = [&](const char* role, const Tensor& other) {
    if (other.dtype() == w.dtype()) return;
    throw DTypeError(
        fmt::format("linear: the {} is {}, the weight is {}", role, other.dtype(), w.dtype()),
        "cast one of them; floating types do not mix silently");
  };
  check_dtype("input", x);
  if (bias.defined()) check_dtype("bias", bias);
}

}  // namespace

Tensor matmul(const Tensor& a, const Tensor& b) {
  (void)kernels::matmul_shape(a.shape(), b.shape());  // error messages name the original shapes
  if (a.rank() == 1) return squeeze(matmul(unsqueeze(a, 0), b), b.rank() == 1 ? 0 : -2);
  if (b.rank() == 1) return squeeze(matmul(a, unsqueeze(b, 1)), -1);
  Array value = kernels::matmul(a.array(), b.array());
  if (!needs_record(a, b)) return Tensor::from_node(std::move(value), {});  // saves nothing
  if (b.rank() == 2 && a.rank() > 2) {
    return record(
        "matmul", std::move(value), {a, b},
        [b = saved(b)](const Tensor& g) { return left_gradient(g, b()); },
        [a = saved(a)](const Tensor& g) { return shared_gradient(a(), g); });
  }
  return record(
      "matmul", std::move(value), {a, b},
      [b = saved(b)](const Tensor& g) { return left_gradient(g, b()); },
      [a = saved(a)](const Tensor& g) { return right_gradient(a(), g); });
}

Tensor bmm(const Tensor& a, const Tensor& b) {
  if (a.rank() != 3 || b.rank() != 3 || a.shape()[0] != b.shape()[0]) {
    throw ShapeError(fmt::format("bmm: a is {}, b is {}, expected [b, m, k] and [b, k, n]",
                                 a.shape(), b.shape()),
                     "matmul broadcasts");
  }
  return matmul(a, b);
}

Tensor linear(const Tensor& x, const Tensor& w, const Tensor& bias) {
  check_linear(x, w, bias);
  Shape shape = x.shape();
  shape.back() = w.shape()[0];
  const auto input_gradient = [w = saved(w)](const Tensor& g) {  // dX = G W
    return Deferred{[&] { return matmul(g, w()); },
                    [&](Array& sum) { add_matmul(sum, g.array(), w().array()); }};
  };
  const auto weight_gradient = [x = saved(x)](const Tensor& g) {  // dW = G^T X over all rows
    return shared_gradient(g, x());
  };
  Array value = Array::empty(shape, x.dtype());
  const Array transposed = kernels::transpose(w.array(), 0, 1);
  if (!bias.defined()) {
    kernels::matmul_into(value, x.array(), transposed);
    return record("linear", std::move(value), {x, w}, input_gradient, weight_gradient);
  }
  add_to_bias(value, x.array(), transposed, bias.array());
  const auto bias_gradient = [shape = bias.shape()](const Tensor& g) {  // sums over all rows
    return Deferred{[&] { return sum_to(g, shape); },
                    [&](Array& sum) { kernels::add_into(sum, kernels::sum_to(g.array(), shape)); }};
  };
  return record("linear", std::move(value), {x, w, bias}, input_gradient, weight_gradient,
                bias_gradient);
}

}  // namespace xgrad
