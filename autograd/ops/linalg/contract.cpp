// Products of tensors over chosen axes, and of vectors and matrices.
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/linalg/labelled.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/linalg/contract.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>

#include <algorithm>
#include <array>

namespace xgrad {
namespace {

void check_ranks(const char* op, const Tensor& a, std::size_t rank_a, const Tensor& b,
                 std::size_t rank_b) {
  check_number_operands(op, std::array{a, b});
  if (a.rank() == rank_a && b.rank() == rank_b) return;
  throw ShapeError(fmt::format("{}: a is {}, b is {}, expected {} and {}", op, a.shape(), b.shape(),
                               rank_a == 1 ? "[n]" : "[m, n]", rank_b == 1 ? "[n]" : "[m, n]"));
}

// beta x + alpha product; throws ShapeError unless x broadcasts to the product.
Tensor add_product(const char* op, const Tensor& x, const Tensor& product, double beta,
                   double alpha) {
  if (broadcast_shapes(op, x.shape(), product.shape()) != product.shape()) {
    throw ShapeError(fmt::format("{}: x is {}, which does not broadcast to the product {}", op,
                                 x.shape(), product.shape()));
  }
  Tensor scaled = alpha == 1 ? product : product * alpha;
  if (beta == 0) return scaled;
  return (beta == 1 ? x : x * beta) + scaled;
}

}  // namespace

Tensor tensordot(const Tensor& a, const Tensor& b, Index axes) {
  check_defined("tensordot", a, b);
  const auto most = static_cast<Index>(std::min(a.rank(), b.rank()));
  if (axes < 0 || axes > most) {
    throw ValueError(fmt::format("tensordot: {} axes of {} and {}, expected 0 to {}", axes,
                                 a.shape(), b.shape(), most));
  }
  Axes last, first;
  for (Index i = 0; i < axes; ++i) {
    last.push_back(i - axes);
    first.push_back(i);
  }
  return tensordot(a, b, last, first);
}

Tensor tensordot(const Tensor& a, const Tensor& b, const Axes& axes_a, const Axes& axes_b) {
  check_number_operands("tensordot", std::array{a, b});
  if (axes_a.size() != axes_b.size()) {
    throw ValueError(
        fmt::format("tensordot: axes {} of a and {} of b are not pairs", axes_a, axes_b));
  }
  return with_out_of_memory([&] {
    Labelled left{a, {}}, right{b, {}};
    for (std::size_t axis = 0; axis < a.rank(); ++axis) {
      left.labels.push_back(static_cast<int>(axis));
    }
    for (std::size_t axis = 0; axis < b.rank(); ++axis) {
      right.labels.push_back(static_cast<int>(kMaxRank + axis));
    }
    Labels needed = left.labels;
    needed.insert(needed.end(), right.labels.begin(), right.labels.end());
    for (std::size_t i = 0; i < axes_a.size(); ++i) {
      const std::size_t at_a = normalize_axis("tensordot", axes_a[i], a.shape());
      const std::size_t at_b = normalize_axis("tensordot", axes_b[i], b.shape());
      int& label = right.labels[at_b];
      if (label < static_cast<int>(kMaxRank) || std::erase(needed, static_cast<int>(at_a)) == 0) {
        throw ValueError(
            fmt::format("tensordot: duplicate axis in {} of a or {} of b", axes_a, axes_b));
      }
      if (a.shape()[at_a] != b.shape()[at_b]) {
        throw ShapeError(
            fmt::format("tensordot: axis {} of a {} and axis {} of b {} differ in size", axes_a[i],
                        a.shape(), axes_b[i], b.shape()));
      }
      label = static_cast<int>(at_a);
    }
    return contract(left, right, needed).tensor;
  });
}

Tensor kron(const Tensor& a, const Tensor& b) {
  check_number_operands("kron", std::array{a, b});
  const std::size_t rank = std::max(a.rank(), b.rank());
  if (2 * rank > kMaxRank) {
    throw ShapeError(fmt::format("kron: a is {}, b is {}, expected at most {} axes", a.shape(),
                                 b.shape(), kMaxRank / 2));
  }
  Shape left, right, shape;
  const auto size = [&](const Tensor& x, std::size_t axis) {
    return axis + x.rank() < rank ? 1 : x.shape()[axis + x.rank() - rank];
  };
  for (std::size_t axis = 0; axis < rank; ++axis) {
    left.push_back(size(a, axis));
    left.push_back(1);
    right.push_back(1);
    right.push_back(size(b, axis));
    shape.push_back(checked_numel("kron", {size(a, axis), size(b, axis)}));
  }
  return reshape(reshape(a, left) * reshape(b, right), shape);
}

Tensor outer(const Tensor& a, const Tensor& b) {
  check_ranks("outer", a, 1, b, 1);
  return unsqueeze(a, 1) * b;
}

Tensor dot(const Tensor& a, const Tensor& b) {
  check_ranks("dot", a, 1, b, 1);
  return matmul(a, b);
}

Tensor mv(const Tensor& a, const Tensor& b) {
  check_ranks("mv", a, 2, b, 1);
  return matmul(a, b);
}

Tensor addmm(const Tensor& x, const Tensor& a, const Tensor& b, double beta, double alpha) {
  check_operands("addmm", std::array{x, a, b});
  check_ranks("addmm", a, 2, b, 2);
  return add_product("addmm", x, matmul(a, b), beta, alpha);
}

Tensor baddbmm(const Tensor& x, const Tensor& a, const Tensor& b, double beta, double alpha) {
  check_operands("baddbmm", std::array{x, a, b});
  return add_product("baddbmm", x, bmm(a, b), beta, alpha);
}

}  // namespace xgrad
