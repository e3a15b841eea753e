// Linear systems by LAPACK. The pullback of a solution is a system with the transposed matrix.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/linalg/matrices.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/linalg/factorize.hpp>
#include <xgrad/autograd/ops/linalg/solve.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/linalg/lapack.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace xgrad {

using namespace matrices;

namespace {

struct Operands {
  Tensor a, b;
};

// Both with the same leading axes. `side` is the axis of b, from the end, that has the size of a.
Operands broadcast_leading(const char* op, const Tensor& a, const Tensor& b, std::size_t side = 2) {
  check(op, b);
  const Shape &left = a.shape(), &right = b.shape();
  if (a.dtype() != b.dtype()) {
    throw DTypeError(fmt::format("{}: a is {}, b is {}", op, a.dtype(), b.dtype()),
                     "cast one of them; floating types do not mix silently");
  }
  if (left[left.size() - 2] != right[right.size() - side]) {
    throw ShapeError(fmt::format("{}: sizes differ: a is {}, b is {}", op, left, right));
  }
  const Shape leading = broadcast_shapes(op, leading_axes(left), leading_axes(right));
  return {expand(a, with_leading(leading, left)), expand(b, with_leading(leading, right))};
}

// A^-1 B for operands with the same leading axes.
Tensor solve_as(const char* op, const Tensor& a, const Tensor& b) {
  // X = A^-1 B:   dB = A^-T G,   dA = -dB X^T
  return record(
      op, kernels::solve(op, a.array(), b.array()), {a, b},
      [op, a = saved(a)](const Tensor& g, const Tensor& x) {
        return -matmul(solve_as(op, adjoint(a()), g), adjoint(x));
      },
      [op, a = saved(a)](const Tensor& g) { return solve_as(op, adjoint(a()), g); });
}

// The part of the gradient of a matrix that belongs to the elements that were read.
Tensor triangle(const Tensor& g, bool upper, bool unit) {
  const Tensor mask = upper_mask(g.shape().back(), unit ? 0 : 1, g.dtype());
  return g * (upper ? mask : adjoint(mask));
}

Tensor divide_by_triangle(const Tensor& a, const Tensor& b, bool upper, bool unit) {
  const char* const op = "solve_triangular";
  return record(
      op, kernels::solve_triangular(op, a.array(), b.array(), upper, unit), {a, b},
      [a = saved(a), upper, unit](const Tensor& g, const Tensor& x) {
        const Tensor right = divide_by_triangle(adjoint(a()), g, !upper, unit);
        return triangle(-matmul(right, adjoint(x)), upper, unit);
      },
      [a = saved(a), upper, unit](const Tensor& g) {
        return divide_by_triangle(adjoint(a()), g, !upper, unit);
      });
}

// A value per matrix, to multiply matrices with.
Tensor per_matrix(const Tensor& x) {
  return unsqueeze(unsqueeze(x, -1), -1);
}

// The products of all elements but one along the last axis.
Tensor products_of_others(const Tensor& x) {
  std::vector<Tensor> products = unbind(x, -1);
  const std::vector<Tensor> elements = products;
  for (std::size_t i = 0; i < products.size(); ++i) {
    Tensor product = ones_like(elements[i]);
    for (std::size_t k = 0; k < elements.size(); ++k) {
      if (k != i) product = product * elements[k];
    }
    products[i] = product;
  }
  return stack(products, -1);
}

// The matrix of cofactors, the gradient of the determinant:  det(U) det(V) U diag(...) V^T, where each
// diagonal element is the product of the other singular values.
Tensor cofactors(const Tensor& x) {
  const auto [u, s, vh] = svd(x);
  const Tensor sign = det(u.detach()) * det(vh.detach());
  return per_matrix(sign) * matmul(u * unsqueeze(products_of_others(s), -2), vh);
}

// Throws NumericError unless the triangle R of a factorisation of `a` has full rank.
void check_full_rank(const Tensor& a, const Tensor& r) {
  const Array& triangle = r.array();
  const Index n = r.shape().back(), size = std::max(a.shape().back(), a.shape()[a.rank() - 2]);
  visit_floating(r.dtype(), [&]<class T>(T) {
    for (Index first = 0; first < triangle.numel(); first += n * n) {
      const T* const elements = triangle.data<T>() + first;
      T largest = 0, smallest = std::numeric_limits<T>::infinity();
      for (Index i = 0; i < n; ++i) {
        largest = std::max(largest, std::abs(elements[i * (n + 1)]));
        smallest = std::min(smallest, std::abs(elements[i * (n + 1)]));
      }
      if (smallest > static_cast<T>(size) * std::numeric_limits<T>::epsilon() * largest) continue;
      throw NumericError(
          fmt::format("lstsq: matrix {} of {} has not full rank", first / (n * n), a.shape()),
          "matmul(pinv(a), b) is the solution of least norm");
    }
  });
}

}  // namespace

Tensor solve(const Tensor& a, const Tensor& b) {
  check_square("solve", a);
  if (b.array("solve").rank() == 1) return squeeze(solve(a, unsqueeze(b, -1)), -1);
  const Operands operands = broadcast_leading("solve", a, b);
  return solve_as("solve", operands.a, operands.b);
}

Tensor inverse(const Tensor& x) {
  check_square("inverse", x);
  return solve_as("inverse", x, expand(eye(x.shape().back(), -1, x.dtype()), x.shape()));
}

Tensor solve_triangular(const Tensor& a, const Tensor& b, bool upper, bool left,
                        bool unitriangular) {
  check_square("solve_triangular", a);
  const Operands operands = broadcast_leading("solve_triangular", a, b, left ? 2 : 1);
  if (left) return divide_by_triangle(operands.a, operands.b, upper, unitriangular);
  return adjoint(
      divide_by_triangle(adjoint(operands.a), adjoint(operands.b), !upper, unitriangular));
}

Tensor det(const Tensor& x) {
  check_square("det", x);
  const kernels::Determinants determinants = kernels::determinants(x.array());
  if (determinants.any_singular) {
    return record("det", determinants.value, {x},
                  [x = saved(x)](const Tensor& g) { return per_matrix(g) * cofactors(x()); });
  }
  return record("det", determinants.value, {x},
                [x = saved(x)](const Tensor& g, const Tensor& y) {  // dA = g det(A) A^-T
                  return per_matrix(g * y) * adjoint(inverse(x()));
                });
}

SignAndLogabsdet slogdet(const Tensor& x) {
  check_square("slogdet", x);
  const kernels::Determinants determinants = kernels::determinants(x.array());
  return {Tensor(determinants.sign),
          record("slogdet", determinants.log_abs, {x}, [x = saved(x)](const Tensor& g) {
            return per_matrix(g) * adjoint(inverse(x()));
          })};
}

Tensor lstsq(const Tensor& a, const Tensor& b) {
  check("lstsq", a);
  const Operands operands = broadcast_leading("lstsq", a, b);
  const Index rows = a.shape()[a.rank() - 2], columns = a.shape().back();
  const bool overdetermined = rows >= columns;
  const auto [q, r] = qr(overdetermined ? operands.a : adjoint(operands.a));
  check_full_rank(a, r);
  // A = Q R:   X = R^-1 Q^T B;   A^T = Q R:   X = Q R^-T B
  if (overdetermined) return solve_triangular(r, matmul(adjoint(q), operands.b), true);
  return matmul(q, solve_triangular(adjoint(r), operands.b, false));
}

}  // namespace xgrad
