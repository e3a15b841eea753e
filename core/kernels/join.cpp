// Concatenation and stacking, as views if the arrays are already adjacent in memory.
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/join.hpp>
#include <xgrad/core/kernels/views.hpp>

namespace xgrad::kernels {
namespace {

std::string list_shapes(std::span<const Array> arrays) {
  std::string list;
  for (const Array& x : arrays.first(std::min<std::size_t>(arrays.size(), 8))) {
    list += (list.empty() ? "" : ", ") + to_string(x.shape());
  }
  return arrays.size() > 8 ? list + fmt::format(", ... ({} in all)", arrays.size()) : list;
}

void check_some_of_one_dtype(std::string_view op, std::span<const Array> arrays) {
  if (arrays.empty()) throw ValueError(fmt::format("{}: there are no tensors to join", op));
  for (std::size_t i = 1; i < arrays.size(); ++i) {
    if (arrays[i].dtype() == arrays[0].dtype()) continue;
    throw DTypeError(fmt::format("{}: tensor {} is {}, tensor 0 is {}", op, i, arrays[i].dtype(),
                                 arrays[0].dtype()));
  }
}

// True when the second array has the layout of the first, `distance` elements further.
bool follows(const Array& first, const Array& second, Index distance) {
  return second.shares_buffer(first) && second.strides() == first.strides() &&
         second.offset() - first.offset() == distance;
}

Shape joined_shape(std::span<const Array> arrays, std::size_t axis) {
  Shape shape = arrays[0].shape();
  for (std::size_t i = 1; i < arrays.size(); ++i) {
    Shape aligned = arrays[i].shape();
    if (aligned.size() == shape.size()) aligned[axis] = shape[axis];
    if (aligned != shape) {
      throw ShapeError(
          fmt::format("cat: tensor {} is {}, which differs from tensor 0, {}, off "
                      "axis {}; all shapes: {}",
                      i, arrays[i].shape(), arrays[0].shape(), axis, list_shapes(arrays)));
    }
  }
  shape[axis] = 0;
  for (const Array& x : arrays) shape[axis] = saturating_sum(shape[axis], x.shape()[axis]);
  checked_numel("cat", shape);
  return shape;
}

// The result of concatenating `arrays` along an axis of the first.
struct Joined {
  Shape shape;
  std::size_t axis;
};

Joined check_cat(std::span<const Array> arrays, Index axis) {
  check_some_of_one_dtype("cat", arrays);
  const Array& first = arrays[0];
  if (first.rank() == 0) {
    throw ShapeError("cat: scalars (shape []) have no axis to join along", "use stack");
  }
  const std::size_t at = normalize_axis("cat", axis, first.shape());
  return {joined_shape(arrays, at), at};
}

Array cat_copies(std::span<const Array> arrays, const Joined& joined) {
  Array result = Array::empty(joined.shape, arrays[0].dtype());
  const auto axis = static_cast<Index>(joined.axis);
  Index start = 0;
  for (const Array& x : arrays) {
    Array part = narrow(result, axis, start, x.shape()[joined.axis]);
    copy_into(part, x);
    start += x.shape()[joined.axis];
  }
  return result;
}

Joined check_stack(std::span<const Array> arrays, Index axis) {
  check_some_of_one_dtype("stack", arrays);
  const Array& first = arrays[0];
  for (std::size_t i = 1; i < arrays.size(); ++i) {
    if (arrays[i].shape() == first.shape()) continue;
    throw ShapeError(fmt::format("stack: tensor {} is {}, tensor 0 is {}; all shapes: {}", i,
                                 arrays[i].shape(), first.shape(), list_shapes(arrays)));
  }
  Shape shape = unsqueeze(first, axis).shape();
  const std::size_t at =
      static_cast<std::size_t>(axis < 0 ? axis + static_cast<Index>(shape.size()) : axis);
  shape[at] = static_cast<Index>(arrays.size());
  checked_numel("stack", shape);
  return {shape, at};
}

Array stack_copies(std::span<const Array> arrays, const Joined& joined) {
  Array result = Array::empty(joined.shape, arrays[0].dtype());
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    Array part = select(result, static_cast<Index>(joined.axis), static_cast<Index>(i));
    copy_into(part, arrays[i]);
  }
  return result;
}

}  // namespace

Array cat(std::span<const Array> arrays, Index axis) {
  return cat_copies(arrays, check_cat(arrays, axis));
}

Array stack(std::span<const Array> arrays, Index axis) {
  return stack_copies(arrays, check_stack(arrays, axis));
}

Array cat_or_view(std::span<const Array> arrays, Index axis) {
  const Joined joined = check_cat(arrays, axis);
  for (std::size_t i = 1; i < arrays.size(); ++i) {
    const Array& before = arrays[i - 1];
    const Index distance = before.shape()[joined.axis] * before.strides()[joined.axis];
    if (!follows(before, arrays[i], distance)) return cat_copies(arrays, joined);
  }
  return arrays[0].view(joined.shape, arrays[0].strides(), arrays[0].offset());
}

Array stack_or_view(std::span<const Array> arrays, Index axis) {
  const Joined joined = check_stack(arrays, axis);
  const Array& first = arrays[0];
  const Index distance = arrays.size() > 1 ? arrays[1].offset() - first.offset() : 1;
  if (distance == 0) return stack_copies(arrays, joined);
  for (std::size_t i = 1; i < arrays.size(); ++i) {
    if (!follows(arrays[i - 1], arrays[i], distance)) return stack_copies(arrays, joined);
  }
  Strides strides = first.strides();
  strides.insert(joined.axis, distance);
  return first.view(joined.shape, strides, first.offset());
}

}  // namespace xgrad::kernels
