// Gathers and their pullbacks, which scatter-add.
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/sequence/steps.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/index.hpp>

namespace xgrad {
namespace {

constexpr Index kNoPadding = -1;

// The parameters of a gather of slices and of its adjoint.
struct Pick {
  const char* name;
  Index axis;
  Index padding;  // slices at this index get no gradient

  Tensor take(const Tensor& x, const Tensor& index) const;
  Tensor taken(Array value, const Tensor& x, const Tensor& index) const;
  Tensor put(const Tensor& g, const Tensor& index, const Shape& shape) const;
  Tensor without_padding(const Tensor& taken, const Tensor& index) const;
};

Tensor Pick::take(const Tensor& x, const Tensor& index) const {
  return taken(kernels::take(name, x.array(name), axis, index.array(name)), x, index);
}

// Records `value`, which was gathered from x.
Tensor Pick::taken(Array value, const Tensor& x, const Tensor& index) const {
  return record(name, std::move(value), {x},
                [pick = *this, index = saved(index, name), shape = x.shape(name)](const Tensor& g) {
                  return Deferred{[&] { return pick.put(g, index(), shape); },
                                  [&](Array& sum) {
                                    kernels::take_add_into(pick.name, sum, pick.axis,
                                                           index().array(), g.array(),
                                                           pick.padding);
                                  }};
                });
}

// The adjoint of `take`: adds the slices of g to zeros at their positions.
Tensor Pick::put(const Tensor& g, const Tensor& index, const Shape& shape) const {
  Array value = kernels::zeros(shape, g.dtype());
  kernels::take_add_into(name, value, axis, index.array(), g.array(), padding);
  return record(name, std::move(value), {g},
                [pick = *this, index = saved(index)](const Tensor& gg) {
                  return pick.without_padding(pick.take(gg, index()), index());
                });
}

// Sets slices gathered from `padding` to zero; only rows of tables have a padding index.
Tensor Pick::without_padding(const Tensor& taken, const Tensor& index) const {
  if (padding == kNoPadding) return taken;
  Shape one_per_row = index.shape();
  while (one_per_row.size() < taken.rank()) one_per_row.push_back(1);
  const Tensor is_padding = eq(index, padding);
  return where(reshape(is_padding, one_per_row), 0.0, taken);
}

// The adjoint of `gather`: adds the elements of g to zeros at their positions.
Tensor scattered(const Tensor& g, Index axis, const Tensor& index, const Shape& shape) {
  Array value = kernels::zeros(shape, g.dtype());
  kernels::scatter_add_into(value, axis, index.array(), g.array());
  return record("scatter", std::move(value), {g}, [axis, index = saved(index)](const Tensor& gg) {
    return gather(gg, axis, index());
  });
}

}  // namespace

Tensor index_select(const Tensor& x, Index axis, const Tensor& index) {
  return Pick{"index_select", axis, kNoPadding}.take(x, index);
}

Tensor embedding(const Tensor& table, const Tensor& index, std::optional<Index> padding) {
  if (!padding) return Pick{"embedding", 0, kNoPadding}.take(table, index);
  const Index rows = table.size(0);
  if (*padding < -rows || *padding >= rows) {
    throw IndexError(fmt::format("embedding: padding {} is out of range for a table {}", *padding,
                                 table.shape()));
  }
  return Pick{"embedding", 0, *padding < 0 ? *padding + rows : *padding}.take(table, index);
}

Tensor embedding_into(Array rows, const Tensor& table, const Tensor& index) {
  const Pick pick{"embedding", 0, kNoPadding};
  check_target("embedding_into", rows);
  kernels::take_into(pick.name, rows, table.array(), pick.axis, index.array());
  return pick.taken(std::move(rows), table, index);
}

Tensor scatter_rows(const Tensor& rows, const Tensor& index, Index count, Scalar fill) {
  return record("scatter_rows",
                kernels::put_rows("scatter_rows", rows.array(), index.array(), count, fill), {rows},
                [index = saved(index)](const Tensor& g) { return index_select(g, 0, index()); });
}

Tensor index_add(const Tensor& x, Index axis, const Tensor& index, const Tensor& source) {
  if (x.dtype("index_add") != source.dtype("index_add") || !is_floating(x.dtype())) {
    throw DTypeError(
        fmt::format("index_add: x is {}, the source is {}, expected one floating dtype", x.array(),
                    source.array()),
        "cast with to(x, float64)");
  }
  Array value = kernels::copy(x.array());
  kernels::take_add_into("index_add", value, axis, index.array(), source.array());
  return record(
      "index_add", std::move(value), {x, source}, [](const Tensor& g) { return g; },
      [axis, index = saved(index)](const Tensor& g) { return index_select(g, axis, index()); });
}

Tensor gather(const Tensor& x, Index axis, const Tensor& index) {
  return record(
      "gather", kernels::gather(x.array(), axis, index.array()), {x},
      [axis, index = saved(index), shape = x.shape()](const Tensor& g) {
        return Deferred{
            [&] { return scattered(g, axis, index(), shape); },
            [&](Array& sum) { kernels::scatter_add_into(sum, axis, index().array(), g.array()); }};
      });
}

Tensor one_hot(const Tensor& index, Index classes, DType dtype) {
  return Tensor(kernels::one_hot(index.array(), classes, dtype));
}

}  // namespace xgrad
