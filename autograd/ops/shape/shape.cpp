// Views and their pullbacks.
#include <xgrad/autograd/graph/part.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/views.hpp>

namespace xgrad {
namespace {

// Records a view with the elements of `x` in order, under another shape.
Tensor record_reshaped(const char* name, Array value, const Tensor& x) {
  return record(name, std::move(value), {x},
                [shape = x.shape()](const Tensor& g) { return reshape(g, shape); });
}

}  // namespace

Tensor reshape(const Tensor& x, const Shape& shape) {
  return record_reshaped("reshape", kernels::reshape(x.array(), shape), x);
}

Tensor flatten(const Tensor& x, Index first, Index last) {
  const std::size_t begin = normalize_axis("flatten", first, x.shape());
  const std::size_t end = normalize_axis("flatten", last, x.shape());
  if (begin > end) {
    throw ValueError(
        fmt::format("flatten: axis {} lies behind axis {} of {}", first, last, x.shape()));
  }
  Shape shape;
  Index joined = 1;
  for (std::size_t axis = 0; axis < x.rank(); ++axis) {
    if (axis < begin || axis > end) {
      shape.push_back(x.shape()[axis]);
      continue;
    }
    joined *= x.shape()[axis];
    if (axis == end) shape.push_back(joined);
  }
  if (x.rank() == 0) shape.push_back(1);
  return reshape(x, shape);
}

Tensor permute(const Tensor& x, const Axes& axes) {
  Array value = kernels::permute(x.array(), axes);
  Axes inverse = axes;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    inverse[normalize_axis("permute", axes[i], x.shape())] = static_cast<Index>(i);
  }
  return record("permute", std::move(value), {x},
                [inverse](const Tensor& g) { return permute(g, inverse); });
}

Tensor transpose(const Tensor& x, Index a, Index b) {
  return record("transpose", kernels::transpose(x.array(), a, b), {x},
                [a, b](const Tensor& g) { return transpose(g, a, b); });
}

Tensor squeeze(const Tensor& x, Index axis) {
  return record_reshaped("squeeze", kernels::squeeze(x.array(), axis), x);
}

Tensor squeeze(const Tensor& x) {
  return record_reshaped("squeeze", kernels::squeeze(x.array()), x);
}

Tensor unsqueeze(const Tensor& x, Index axis) {
  return record_reshaped("unsqueeze", kernels::unsqueeze(x.array(), axis), x);
}

Tensor expand(const Tensor& x, const Shape& shape) {
  return record("expand", kernels::expand(x.array(), shape), {x},
                [from = x.shape()](const Tensor& g) { return sum_to(g, from); });
}

Tensor slice(const Tensor& x, Index axis, Index begin, Index end, Index step) {
  return part_of("slice", x,
                 [=](const Array& a) { return kernels::slice(a, axis, begin, end, step); });
}

Tensor narrow(const Tensor& x, Index axis, Index start, Index length) {
  return part_of("narrow", x,
                 [=](const Array& a) { return kernels::narrow(a, axis, start, length); });
}

Tensor select(const Tensor& x, Index axis, Index index) {
  return part_of("select", x, [=](const Array& a) { return kernels::select(a, axis, index); });
}

Tensor flip(const Tensor& x, const Axes& axes) {
  return record("flip", kernels::flip(x.array(), axes), {x},
                [axes](const Tensor& g) { return flip(g, axes); });
}

Tensor contiguous(const Tensor& x) {
  if (x.is_contiguous()) return x;
  return record("contiguous", kernels::contiguous(x.array()), {x},
                [](const Tensor& g) { return g; });
}

Tensor to(const Tensor& x, DType dtype) {
  if (x.dtype() == dtype) return x;
  return record("to", kernels::cast(x.array(), dtype), {x},
                [from = x.dtype()](const Tensor& g) { return to(g, from); });
}

}  // namespace xgrad
