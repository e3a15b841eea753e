// Segment sums are additions at indices; the other reductions are composed from them.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/index/scatter.hpp>
#include <xgrad/autograd/ops/index/segment.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/index.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace xgrad {
namespace {

// The largest id; -1 if there is none.
Index largest(const Array& ids) {
  const Array dense = kernels::contiguous(ids);
  const Index* const id = dense.data<Index>();
  return std::accumulate(id, id + dense.numel(), Index{-1},
                         [](Index a, Index b) { return std::max(a, b); });
}

// The shape of the result: one row per segment.
Shape segment_shape(const char* op, const Tensor& x, const Tensor& ids,
                    std::optional<Index> segments) {
  Shape shape = x.shape(op);
  if (ids.dtype(op) != int64) {
    throw DTypeError(fmt::format("{}: the segment ids are {}, expected int64", op, ids.array()),
                     "cast with to(segment_ids, int64)");
  }
  if (shape.empty() || ids.shape() != Shape{shape[0]}) {
    throw ShapeError(fmt::format("{}: segment ids {} for {}", op, ids.shape(), shape),
                     "there is one id for each row");
  }
  shape[0] = segments ? *segments : saturating_sum(largest(ids.array()), 1);
  checked_numel(op, shape);
  kernels::check_indices(op, ids.array(), shape[0]);
  return shape;
}

// The rows of `reduced` at the segments of the rows of x.
Tensor spread(const Tensor& reduced, const Tensor& ids) {
  return index_select(reduced, 0, ids);
}

// Replaces elements of the rows of `extremes` by better ones of the rows of x at these ids, and by
// NaN, which nothing replaces.
template <class Better>
Array fold_rows(Array extremes, const Array& ids, const Array& x, const Better& better) {
  const Array rows = kernels::contiguous(x), segments = kernels::contiguous(ids);
  const Index columns = rows.numel() / std::max<Index>(ids.numel(), 1);
  const Index* const segment = segments.data<Index>();
  visit_floating(x.dtype(), [&]<class T>(T) {
    const T* row = rows.data<T>();
    T* const first = extremes.mutable_data<T>();
    for (Index i = 0; i < ids.numel(); ++i, row += columns) {
      T* const best = first + segment[i] * columns;
      for (Index k = 0; k < columns; ++k) {
        if (better(row[k], best[k]) || std::isnan(row[k])) best[k] = row[k];
      }
    }
  });
  return extremes;
}

template <class Better>
Tensor segment_extreme(const char* name, const Tensor& x, const Tensor& ids,
                       std::optional<Index> segments, double neutral, const Better& better) {
  check_floating(name, x.array(name));
  const Shape shape = segment_shape(name, x, ids, segments);
  Array value = fold_rows(kernels::full(shape, x.dtype(), neutral), ids.array(), x.array(), better);
  return record(name, std::move(value), {x},
                [x = saved(x, name), ids = saved(ids, name), count = shape[0]](const Tensor& g,
                                                                               const Tensor& y) {
                  const Tensor ties = to(eq(x(), spread(y, ids())), g.dtype());
                  const Tensor shares = div(ties, spread(segment_sum(ties, ids(), count), ids()));
                  return mul(spread(g, ids()), shares);
                });
}

}  // namespace

Tensor segment_sum(const Tensor& x, const Tensor& segment_ids, std::optional<Index> segments) {
  const Shape shape = segment_shape("segment_sum", x, segment_ids, segments);
  if (x.dtype() == bool_) {
    throw DTypeError(fmt::format("segment_sum: x is {}, expected numbers", x.array()),
                     "cast with to(x, int64)");
  }
  if (x.dtype() == int64) {
    Shape row = Shape::filled(shape.size(), 1);
    row[0] = x.shape()[0];
    return scatter_add(zeros(shape, x.dtype()), 0, expand(reshape(segment_ids, row), x.shape()), x);
  }
  Array value = kernels::zeros(shape, x.dtype());
  kernels::take_add_into("segment_sum", value, 0, segment_ids.array(), x.array());
  return record("segment_sum", std::move(value), {x},
                [ids = saved(segment_ids)](const Tensor& g) { return spread(g, ids()); });
}

Tensor segment_mean(const Tensor& x, const Tensor& segment_ids, std::optional<Index> segments) {
  check_floating("segment_mean", x.array("segment_mean"));
  const Shape shape = segment_shape("segment_mean", x, segment_ids, segments);
  Shape row = Shape::filled(shape.size(), 1);
  row[0] = shape[0];
  const Tensor ones = full(segment_ids.shape(), 1, x.dtype());
  const Tensor counts = reshape(segment_sum(ones, segment_ids, shape[0]), row);
  return div(segment_sum(x, segment_ids, shape[0]), counts);
}

Tensor segment_max(const Tensor& x, const Tensor& segment_ids, std::optional<Index> segments) {
  return segment_extreme("segment_max", x, segment_ids, segments,
                         -std::numeric_limits<double>::infinity(),
                         [](auto a, auto b) { return a > b; });
}

Tensor segment_min(const Tensor& x, const Tensor& segment_ids, std::optional<Index> segments) {
  return segment_extreme("segment_min", x, segment_ids, segments,
                         std::numeric_limits<double>::infinity(),
                         [](auto a, auto b) { return a < b; });
}

}  // namespace xgrad
