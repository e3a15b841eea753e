// Weight normalisation, composed of differentiable operations.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/row_unit.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/layers/weight_norm.hpp>

namespace xgrad::nn {
namespace {

// The shape [n, 1, ...] of the norms, with as many axes as v.
Shape shape_of_norms(const char* name, const Tensor& v) {
  if (v.rank(name) == 0) {
    throw ShapeError(fmt::format("{}: v is a scalar, expected a first axis of rows", name));
  }
  Shape shape = Shape::filled(v.rank(), 1);
  shape[0] = v.size(0);
  return shape;
}

}  // namespace

Tensor row_norms(const Tensor& v) {
  const Shape shape = shape_of_norms("row_norms", v);
  const Tensor rows = flatten(unsqueeze(v, -1), 1);
  const Tensor unit = row_unit(rows);
  const Tensor squares = sum(square(div(rows, unit)), 1, true);
  // A row of zeros has no direction: its gradient is 0, the smallest subgradient.
  const Tensor is_zero = eq(squares, 0);
  const Tensor norms = where(is_zero, 0.0, sqrt(where(is_zero, 1.0, squares)));
  return reshape(mul(unit, norms), shape);
}

Tensor weight_norm(const Tensor& v, const Tensor& g) {
  if (const Shape expected = shape_of_norms("weight_norm", v); g.shape() != expected) {
    throw ShapeError(
        fmt::format("weight_norm: g is {}, v {} expects {}", g.shape(), v.shape(), expected),
        "row_norms(v) has that shape");
  }
  return mul(v, div(g, row_norms(v)));
}

}  // namespace xgrad::nn
