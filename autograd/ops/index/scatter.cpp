// Scatters and their pullbacks, which gather.
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops/index/index.hpp>
#include <xgrad/autograd/ops/index/scatter.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/index.hpp>

namespace xgrad {
namespace {

// The part of `source` that has the shape of `index`.
Tensor fitted(const char* op, const Tensor& source, const Tensor& index) {
  const Shape& shape = source.shape(op);
  bool fits = shape.size() == index.rank(op);
  for (std::size_t i = 0; fits && i < shape.size(); ++i) fits = index.shape()[i] <= shape[i];
  if (!fits) {
    throw ShapeError(
        fmt::format("{}: the index {} does not fit the source {}", op, index.shape(), shape),
        "it needs as many axes, none of them longer");
  }
  Tensor part = source;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (index.shape()[i] == shape[i]) continue;
    part = narrow(part, static_cast<Index>(i), 0, index.shape()[i]);
  }
  return part;
}

void check_one_dtype(const char* op, const Tensor& x, const Tensor& source) {
  if (x.dtype(op) == source.dtype(op)) return;
  throw DTypeError(fmt::format("{}: x is {}, the source is {}", op, x.array(), source.array()),
                   "cast the source with to(source, x.dtype())");
}

Tensor record_scatter(const Tensor& x, Index axis, const Tensor& index, const Tensor& source) {
  Array value = kernels::copy(x.array());
  kernels::scatter_into(value, axis, index.array(), source.array());
  return record(
      "scatter", std::move(value), {x, source},
      [axis, index = saved(index)](const Tensor& g) { return scatter(g, axis, index(), 0); },
      [axis, index = saved(index)](const Tensor& g) { return gather(g, axis, index()); });
}

}  // namespace

Tensor scatter(const Tensor& x, Index axis, const Tensor& index, const Tensor& source) {
  check_one_dtype("scatter", x, source);
  return record_scatter(x, axis, index, fitted("scatter", source, index));
}

Tensor scatter(const Tensor& x, Index axis, const Tensor& index, Scalar value) {
  Array result = kernels::copy(x.array("scatter"));
  kernels::scatter_fill(result, axis, index.array("scatter"), value);
  return record("scatter", std::move(result), {x}, [axis, index = saved(index)](const Tensor& g) {
    return scatter(g, axis, index(), 0);
  });
}

Tensor scatter_add(const Tensor& x, Index axis, const Tensor& index, const Tensor& source) {
  check_one_dtype("scatter_add", x, source);
  if (x.dtype() == bool_) {
    throw DTypeError(fmt::format("scatter_add: x is {}, expected numbers", x.array()),
                     "cast with to(x, int64)");
  }
  const Tensor part = fitted("scatter_add", source, index);
  Array value = kernels::copy(x.array());
  kernels::scatter_add_into(value, axis, index.array(), part.array());
  return record(
      "scatter_add", std::move(value), {x, part}, [](const Tensor& g) { return g; },
      [axis, index = saved(index)](const Tensor& g) { return gather(g, axis, index()); });
}

Tensor take_along_dim(const Tensor& x, const Tensor& index, std::optional<Index> axis) {
  check_defined("take_along_dim", x, index);
  if (!axis) return gather(reshape(x, {-1}), 0, reshape(index, {-1}));
  const std::size_t at = normalize_axis("take_along_dim", *axis, x.shape());
  if (index.rank() != x.rank()) {
    throw ShapeError(fmt::format("take_along_dim: x is {}, the index {}", x.shape(), index.shape()),
                     "they have as many axes");
  }
  if (x.rank() == 0) return gather(x, 0, index);
  Shape from = x.shape(), to = index.shape();
  from[at] = to[at] = 1;  // sizes that do not broadcast
  from = to = broadcast_shapes("take_along_dim", from, to);
  from[at] = x.shape()[at];
  to[at] = index.shape()[at];
  return gather(expand(x, from), static_cast<Index>(at), expand(index, to));
}

}  // namespace xgrad
