// Diagonals are views; the matrix of a vector is their adjoint.
#include <xgrad/autograd/graph/part.hpp>
#include <xgrad/autograd/ops/shape/diagonal.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>

#include <algorithm>
#include <cstring>

namespace xgrad {
namespace {

// The view of a diagonal, as a function of the array.
struct DiagonalCut {
  const char* op;
  Index offset, axis1, axis2;

  Array operator()(const Array& x) const;
};

Array DiagonalCut::operator()(const Array& x) const {
  if (x.rank() < 2) {
    throw IndexError(fmt::format("{}: {} has no matrices", op, x.shape()),
                     "a diagonal needs two axes");
  }
  const std::size_t row = normalize_axis(op, axis1, x.shape());
  const std::size_t column = normalize_axis(op, axis2, x.shape());
  if (row == column) {
    throw ValueError(
        fmt::format("{}: axes {} and {} are one axis of {}", op, axis1, axis2, x.shape()));
  }
  const Index rows = x.shape()[row], columns = x.shape()[column];
  const Index above = std::clamp<Index>(offset, 0, columns);
  const Index below = offset < 0 ? -std::max(offset, -rows) : 0;
  const Index length = std::min(rows - below, columns - above);
  Shape shape = x.shape();
  Strides strides = x.strides();
  const Index first = below * strides[row] + above * strides[column];
  const Index step = strides[row] + strides[column];
  for (const std::size_t axis : {std::max(row, column), std::min(row, column)}) {
    shape.erase(axis);
    strides.erase(axis);
  }
  shape.push_back(length);
  strides.push_back(step);
  return x.view(shape, strides, x.offset() + (length > 0 ? first : 0));
}

// A copy in which the columns from begin(row) to end(row) are zero.
template <class Begin, class End>
Array without_columns(const char* op, const Array& x, const Begin& begin, const End& end) {
  if (x.rank() < 2) {
    throw ShapeError(fmt::format("{}: {} has no matrices", op, x.shape()),
                     "the last two axes are those of matrices");
  }
  const Index rows = x.shape()[x.rank() - 2], columns = x.shape().back();
  Array result = kernels::copy(x);
  if (result.numel() == 0) return result;
  const std::size_t bytes = size_of(x.dtype());  // of 0, 0.0 and false, all of which are zero
  auto* data = static_cast<std::byte*>(result.raw());
  for (Index i = 0; i < result.numel() / columns; ++i) {
    const Index row = i % rows;
    const Index first = std::clamp<Index>(begin(row), 0, columns);
    const Index last = std::clamp<Index>(end(row), first, columns);
    std::memset(data + static_cast<std::size_t>(i * columns + first) * bytes, 0,
                static_cast<std::size_t>(last - first) * bytes);
  }
  return result;
}

}  // namespace

Tensor diagonal(const Tensor& x, Index offset, Index axis1, Index axis2) {
  return part_of("diagonal", x, DiagonalCut{"diagonal", offset, axis1, axis2});
}

Tensor diag(const Tensor& x, Index diagonal) {
  const DiagonalCut cut{"diag", diagonal, 0, 1};
  const Shape& shape = x.shape("diag");
  if (shape.size() == 2) {
    return record("diag", kernels::copy(cut(x.array())), {x},
                  [cut, shape](const Tensor& g) { return placed_part("diag", g, shape, cut); });
  }
  if (shape.size() != 1) {
    throw ShapeError(fmt::format("diag: x is {}, expected a vector or a matrix", shape),
                     "diagonal(x) gives the diagonals of several matrices");
  }
  const Index distance =
      diagonal < 0 ? -std::max(diagonal, -kMostElements) : std::min(diagonal, kMostElements);
  const Index side = saturating_sum(shape[0], distance);
  checked_numel("diag", {side, side});
  return placed_part("diag", x, {side, side}, cut);
}

Tensor tril(const Tensor& x, Index diagonal) {
  return record("tril",
                without_columns(
                    "tril", x.array("tril"),
                    [&](Index row) { return saturating_sum(saturating_sum(row, 1), diagonal); },
                    [](Index) { return kMostElements; }),
                {x}, [diagonal](const Tensor& g) { return tril(g, diagonal); });
}

Tensor triu(const Tensor& x, Index diagonal) {
  return record("triu",
                without_columns(
                    "triu", x.array("triu"), [](Index) { return Index{0}; },
                    [&](Index row) { return saturating_sum(row, diagonal); }),
                {x}, [diagonal](const Tensor& g) { return triu(g, diagonal); });
}

}  // namespace xgrad
