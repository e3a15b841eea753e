// Checks and masks of matrices.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/linalg/matrices.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>

#include <algorithm>
#include <span>

namespace xgrad::matrices {

void check(const char* op, const Tensor& x) {
  const Array& array = x.array(op);
  if (!is_floating(array.dtype())) {
    throw DTypeError(fmt::format("{}: the matrix is {}, expected float32 or float64", op, array));
  }
  if (array.rank() < 2) {
    throw ShapeError(fmt::format("{}: {} is no matrix, expected [..., m, n]", op, array.shape()));
  }
}

void check_square(const char* op, const Tensor& x) {
  check(op, x);
  const Shape& shape = x.shape();
  if (shape[shape.size() - 2] != shape.back()) {
    throw ShapeError(
        fmt::format("{}: the matrices of {} are not square, expected [..., n, n]", op, shape));
  }
}

Tensor adjoint(const Tensor& x) {
  return transpose(x, -1, -2);
}

Tensor symmetrised(const Tensor& x) {
  return (x + adjoint(x)) * 0.5;
}

Tensor diagonal_matrix(const Tensor& x) {
  return unsqueeze(x, -1) * eye(x.shape().back(), -1, x.dtype());
}

Tensor upper_mask(Index n, double diagonal, DType dtype) {
  Array mask = kernels::zeros({n, n}, dtype);
  visit_floating(dtype, [&]<class T>(T) {
    for (Index row = 0; row < n; ++row) {
      T* const elements = mask.mutable_data<T>() + row * n;
      elements[row] = static_cast<T>(diagonal);
      std::fill(elements + row + 1, elements + n, T(1));
    }
  });
  return Tensor(mask);
}

Shape leading_axes(const Shape& shape) {
  return Shape(std::span(shape.begin(), shape.size() - 2));
}

Shape with_leading(const Shape& leading, const Shape& shape) {
  Shape result = leading;
  result.push_back(shape[shape.size() - 2]);
  result.push_back(shape.back());
  return result;
}

}  // namespace xgrad::matrices
