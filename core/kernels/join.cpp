// Concatenation and stacking, without copies where the pieces already lie in order.
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/join.hpp>
#include <xgrad/core/kernels/views.hpp>

#include <fmt/format.h>

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
    throw DTypeError(fmt::format("{}: tensor {} is {}, tensor 0 is {}", op, i,
                                 name_of(arrays[i].dtype()), name_of(arrays[0].dtype())));
  }
}

// True when the second array is laid out like the first, `distance` elements further.
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
                      i, to_string(arrays[i].shape()), to_string(arrays[0].shape()), axis,
                      list_shapes(arrays)));
    }
  }
  shape[axis] = 0;
  for (const Array& x : arrays) shape[axis] += x.shape()[axis];
  return shape;
}

}  // namespace

Array cat(std::span<const Array> arrays, Index axis) {
  check_some_of_one_dtype("cat", arrays);
  const Array& first = arrays[0];
  if (first.rank() == 0) {
    throw ShapeError("cat: scalars (shape []) have no axis to join along", "use stack");
  }
  const std::size_t at = normalize_axis("cat", axis, first.shape());
  const Shape shape = joined_shape(arrays, at);

  bool consecutive = true;
  for (std::size_t i = 1; consecutive && i < arrays.size(); ++i) {
    const Array& before = arrays[i - 1];
    consecutive = follows(before, arrays[i], before.shape()[at] * before.strides()[at]);
  }
  if (consecutive) return first.view(shape, first.strides(), first.offset());

  Array result = Array::empty(shape, first.dtype());
  Index start = 0;
  for (const Array& x : arrays) {
    Array part = narrow(result, static_cast<Index>(at), start, x.shape()[at]);
    copy_into(part, x);
    start += x.shape()[at];
  }
  return result;
}

Array stack(std::span<const Array> arrays, Index axis) {
  check_some_of_one_dtype("stack", arrays);
  const Array& first = arrays[0];
  for (std::size_t i = 1; i < arrays.size(); ++i) {
    if (arrays[i].shape() == first.shape()) continue;
    throw ShapeError(fmt::format("stack: tensor {} is {}, tensor 0 is {}; all shapes: {}", i,
                                 to_string(arrays[i].shape()), to_string(first.shape()),
                                 list_shapes(arrays)));
  }
  const Array row = unsqueeze(first, axis);
  const std::size_t at =
      static_cast<std::size_t>(axis < 0 ? axis + static_cast<Index>(row.rank()) : axis);
  Shape shape = row.shape();
  shape[at] = static_cast<Index>(arrays.size());

  const Index distance = arrays.size() > 1 ? arrays[1].offset() - first.offset() : 0;
  bool consecutive = arrays.size() == 1 || distance != 0;
  for (std::size_t i = 1; consecutive && i < arrays.size(); ++i) {
    consecutive = follows(arrays[i - 1], arrays[i], distance);
  }
  if (consecutive) {
    Strides strides = row.strides();
    if (arrays.size() > 1) strides[at] = distance;
    return row.view(shape, strides, row.offset());
  }

  Array result = Array::empty(shape, first.dtype());
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    Array part = select(result, static_cast<Index>(at), static_cast<Index>(i));
    copy_into(part, arrays[i]);
  }
  return result;
}

}  // namespace xgrad::kernels
