// Shape arithmetic and error messages.
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/shape.hpp>

#include <fmt/ranges.h>

#include <algorithm>

namespace xgrad {

void Dims::throw_rank() {
  throw ShapeError(fmt::format("shape: an array has at most {} axes", kMaxRank));
}

std::string to_string(const Dims& dims) {
  return fmt::format("[{}]", fmt::join(dims.begin(), dims.end(), ", "));
}

namespace {

[[noreturn]] void throw_impossible(std::string_view op, const Shape& shape) {
  const bool negative =
      std::any_of(shape.begin(), shape.end(), [](Index size) { return size < 0; });
  throw ShapeError(
      fmt::format("{}: shape {} has {}", op, shape,
                  negative ? "a negative size" : "more elements than memory can address"));
}

}  // namespace

// Called for every view, so it avoids divisions.
Index checked_numel(std::string_view op, const Shape& shape) {
  Index extent = 1;  // strides multiply the sizes even if one of them is 0
  bool empty = false, impossible = false;
  for (const Index size : shape) {
    if (size > 0) [[likely]] {
      impossible |= __builtin_mul_overflow(extent, size, &extent);
    } else {
      (size == 0 ? empty : impossible) = true;
    }
  }
  if (impossible || extent > kMostElements) throw_impossible(op, shape);
  return empty ? 0 : extent;
}

Dims unravel(Index element, const Shape& shape) {
  Dims position = shape;
  for (std::size_t axis = shape.size(); axis-- > 0; element /= shape[axis]) {
    position[axis] = element % shape[axis];
  }
  return position;
}

Strides contiguous_strides(const Shape& shape) {
  Strides strides(shape);
  Index step = 1;
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    strides[axis] = step;
    step *= std::max<Index>(shape[axis], 1);
  }
  return strides;
}

Shape broadcast_shapes(std::string_view op, const Shape& a, const Shape& b) {
  const Shape& longer = a.size() >= b.size() ? a : b;
  const Shape& shorter = a.size() >= b.size() ? b : a;
  Shape result = longer;
  const std::size_t lead = longer.size() - shorter.size();
  for (std::size_t axis = 0; axis < shorter.size(); ++axis) {
    Index& size = result[lead + axis];
    const Index other = shorter[axis];
    if (size == other || other == 1) continue;
    if (size != 1) {
      throw ShapeError(
          fmt::format(
              "{}: shapes {} and {} do not broadcast: axis {} from the end is {} against {}", op, a,
              b, shorter.size() - axis, size, other),
          "sizes must be equal or 1, counted from the last axis");
    }
    size = other;
  }
  return result;
}

std::size_t normalize_axis(std::string_view op, Index axis, const Shape& shape) {
  const Index rank = static_cast<Index>(shape.size());
  const Index valid = std::max<Index>(rank, 1);
  if (axis < -valid || axis >= valid) {
    throw IndexError(fmt::format("{}: axis {} is out of range for shape {} (valid: {} to {})", op,
                                 axis, shape, -valid, valid - 1));
  }
  return static_cast<std::size_t>(axis < 0 ? axis + valid : axis);
}

}  // namespace xgrad
