// Padding writes the interior and each border once; the gradients of borders are added to the
// elements that they repeat.
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops/index/index.hpp>
#include <xgrad/autograd/ops/shape/pad.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/views.hpp>

#include <fmt/ranges.h>

#include <algorithm>

namespace xgrad {
namespace {

// The widths before and after each axis.
struct Widths {
  Dims before, after;
};

Widths widths_of(const Shape& shape, const std::vector<Index>& widths) {
  if (widths.size() % 2 != 0 || widths.size() > 2 * shape.size()) {
    throw ShapeError(
        fmt::format("pad: {} widths [{}] for {}", widths.size(), fmt::join(widths, ", "), shape),
        "two for each axis, from the last axis on");
  }
  Widths result = {Dims::filled(shape.size(), 0), Dims::filled(shape.size(), 0)};
  for (std::size_t i = 0; i < widths.size(); i += 2) {
    // Clamped, so that sums do not wrap: no array has so many elements.
    result.before[shape.size() - 1 - i / 2] = std::clamp(widths[i], -kMostElements, kMostElements);
    result.after[shape.size() - 1 - i / 2] =
        std::clamp(widths[i + 1], -kMostElements, kMostElements);
  }
  return result;
}

Widths negated(Widths widths) {
  for (Index& width : widths.before) width = -width;
  for (Index& width : widths.after) width = -width;
  return widths;
}

// The largest width that a mode fills on an axis.
Index widest(PadMode mode, Index size) {
  switch (mode) {
    case PadMode::reflect:
      return std::max<Index>(size - 1, 0);
    case PadMode::circular:
      return size;
    default:
      return size > 0 ? kMostElements : 0;
  }
}

void check_filled(const Shape& shape, const Widths& widths, PadMode mode) {
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    const Index before = widths.before[axis], after = widths.after[axis];
    if (before < 0 || after < 0) {
      throw ValueError(fmt::format("pad: widths {} and {} of axis {}", before, after, axis),
                       "negative widths crop with PadMode::constant only");
    }
    const Index most = widest(mode, shape[axis]);
    if (std::max(before, after) > most) {
      throw ShapeError(fmt::format("pad: widths {} and {} of axis {} of {}, which fills at most {}",
                                   before, after, axis, shape, most),
                       "PadMode::reflect fills less than the size of the axis, PadMode::circular "
                       "at most the size");
    }
  }
}

Shape padded_shape(const Shape& shape, const Widths& widths) {
  Shape result = shape;
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    result[axis] += widths.before[axis] + widths.after[axis];
  }
  checked_numel("pad", result);
  return result;
}

// The position in an axis of `size` elements that a position outside of it repeats.
Index repeated_position(PadMode mode, Index position, Index size) {
  switch (mode) {
    case PadMode::reflect:
      return position < 0 ? -position : 2 * (size - 1) - position;
    case PadMode::circular:
      return position < 0 ? position + size : position - size;
    default:
      return position < 0 ? 0 : size - 1;
  }
}

// The elements of x that are not cropped, by their positions in x and in the result.
struct Interior {
  Interior(const Shape& from, const Shape& to, const Widths& widths) : source(from), start(from) {
    size = from;
    for (std::size_t axis = 0; axis < from.size(); ++axis) {
      const Index before = widths.before[axis], after = widths.after[axis];
      source[axis] = std::clamp<Index>(-before, 0, from[axis]);
      size[axis] = std::max<Index>(from[axis] + std::min<Index>(after, 0) - source[axis], 0);
      start[axis] = std::min(std::max<Index>(before, 0), to[axis] - size[axis]);
    }
  }
  Dims source, start, size;
};

// The part of an array from `start` on, on its first `axes` axes.
Array part(Array x, std::size_t axes, const Dims& start, const Dims& size) {
  for (std::size_t axis = 0; axis < axes; ++axis) {
    x = kernels::narrow(x, static_cast<Index>(axis), start[axis], size[axis]);
  }
  return x;
}

Array padded(const Array& x, const Widths& widths, PadMode mode, Scalar value) {
  Array result = Array::empty(padded_shape(x.shape(), widths), x.dtype());
  if (result.numel() == 0) return result;
  const Interior interior(x.shape(), result.shape(), widths);
  Array kept = part(result, x.rank(), interior.start, interior.size);
  kernels::copy_into(kept, part(x, x.rank(), interior.source, interior.size));
  // The borders of each axis, over the interior of the axes before it and the whole of those after.
  for (std::size_t i = x.rank(); i-- > 0;) {
    const auto axis = static_cast<Index>(i);
    const Array open = part(result, i, interior.start, interior.size);
    const Index start = interior.start[i], size = interior.size[i];
    const Index end = start + size, total = result.shape()[i];
    if (mode == PadMode::constant) {
      Array before = kernels::narrow(open, axis, 0, start);
      Array after = kernels::narrow(open, axis, end, total - end);
      kernels::fill(before, value);
      kernels::fill(after, value);
      continue;
    }
    for (Index at = 0; at < total; ++at) {
      if (at == start) at = end;
      if (at == total) break;
      Array border = kernels::select(open, axis, at);
      const Index from = repeated_position(mode, at - start, size);
      kernels::copy_into(border, kernels::select(open, axis, start + from));
    }
  }
  return result;
}

// Adds the `count` border elements from `position` on, which lie outside of the axis, to those that
// they repeat.   sum: [..., size, ...], g: [..., before + size + after, ...]
Tensor with_border(const Tensor& sum, const Tensor& g, PadMode mode, Index axis, Index position,
                   Index count, Index before) {
  if (count == 0) return sum;
  Array positions = Array::empty({count}, int64);
  for (Index i = 0; i < count; ++i) {
    positions.mutable_data<std::int64_t>()[i] =
        repeated_position(mode, position + i, sum.size(axis));
  }
  return index_add(sum, axis, Tensor(std::move(positions)),
                   narrow(g, axis, position + before, count));
}

Tensor without_borders(Tensor g, const Shape& shape, const Widths& widths, PadMode mode) {
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const auto axis = static_cast<Index>(i);
    const Index before = widths.before[i], after = widths.after[i], size = shape[i];
    if (before == 0 && after == 0) continue;
    const Tensor interior = narrow(g, axis, before, size);
    const Tensor sum = with_border(interior, g, mode, axis, -before, before, before);
    g = with_border(sum, g, mode, axis, size, after, before);
  }
  return g;
}

Tensor record_padded(const Tensor& x, const Widths& widths, PadMode mode, Scalar value) {
  return record("pad", padded(x.array(), widths, mode, value), {x},
                [shape = x.shape(), widths, mode](const Tensor& g) {
                  if (mode != PadMode::constant) return without_borders(g, shape, widths, mode);
                  return record_padded(g, negated(widths), mode, 0);
                });
}

}  // namespace

Tensor pad(const Tensor& x, const std::vector<Index>& widths, PadMode mode, Scalar value) {
  const Widths sides = widths_of(x.shape("pad"), widths);
  if (mode != PadMode::constant) check_filled(x.shape(), sides, mode);
  if (x.dtype() == int64) (void)value.to<std::int64_t>("pad");
  return record_padded(x, sides, mode, value);
}

}  // namespace xgrad
