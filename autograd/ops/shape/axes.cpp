// Permutations of axes and cyclic shifts along them.
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops/shape/axes.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/views.hpp>

#include <algorithm>

namespace xgrad {
namespace {

// Non-negative axes, each of which occurs once.
Axes distinct_axes(const char* op, const Axes& axes, const Shape& shape) {
  Axes result;
  for (const Index axis : axes) {
    const auto at = static_cast<Index>(normalize_axis(op, axis, shape));
    if (std::find(result.begin(), result.end(), at) != result.end()) {
      throw ValueError(fmt::format("{}: axes {} name axis {} of {} twice", op, axes, at, shape));
    }
    result.push_back(at);
  }
  return result;
}

// A copy with the elements along an axis shifted by 0 <= shift <= size.
Array rolled(const Array& x, Index axis, Index shift, Index size) {
  Array result = Array::empty(x.shape(), x.dtype());
  Array begin = kernels::narrow(result, axis, 0, shift);
  Array end = kernels::narrow(result, axis, shift, size - shift);
  kernels::copy_into(begin, kernels::narrow(x, axis, size - shift, shift));
  kernels::copy_into(end, kernels::narrow(x, axis, 0, size - shift));
  return result;
}

}  // namespace

Tensor movedim(const Tensor& x, const Axes& source, const Axes& destination) {
  const Shape& shape = x.shape("movedim");
  const Axes from = distinct_axes("movedim", source, shape);
  const Axes to = distinct_axes("movedim", destination, shape);
  if (from.size() != to.size()) {
    throw ShapeError(
        fmt::format("movedim: axes {} of {} cannot move to {}", source, shape, destination),
        "there is one destination for each source");
  }
  if (shape.empty()) return reshape(x, {});
  Axes order(Dims::filled(shape.size(), -1));
  for (std::size_t i = 0; i < to.size(); ++i) order[static_cast<std::size_t>(to[i])] = from[i];
  Index next = 0;
  for (Index& axis : order) {
    if (axis >= 0) continue;
    while (std::find(from.begin(), from.end(), next) != from.end()) ++next;
    axis = next++;
  }
  return permute(x, order);
}

Tensor swapaxes(const Tensor& x, Index a, Index b) {
  return transpose(x, a, b);
}

Tensor unflatten(const Tensor& x, Index axis, const Shape& sizes) {
  const Shape& shape = x.shape("unflatten");
  if (shape.empty()) throw IndexError("unflatten: a scalar (shape []) has no axes");
  const std::size_t at = normalize_axis("unflatten", axis, shape);
  Shape known, result;
  for (const Index size : sizes) {
    if (size != -1) known.push_back(size);
  }
  const Index product = checked_numel("unflatten", known);
  const bool complete = known.size() == sizes.size();
  if (known.size() + 1 < sizes.size() || sizes.empty() ||
      (complete ? product != shape[at] : product == 0 || shape[at] % product != 0)) {
    throw ShapeError(
        fmt::format("unflatten: axis {} of {} cannot be divided into {}", at, shape, sizes),
        "the product of the sizes is the size of the axis; one of them may be -1");
  }
  for (std::size_t i = 0; i < at; ++i) result.push_back(shape[i]);
  for (const Index size : sizes) result.push_back(size == -1 ? shape[at] / product : size);
  for (std::size_t i = at + 1; i < shape.size(); ++i) result.push_back(shape[i]);
  return reshape(x, result);
}

Tensor view_as(const Tensor& x, const Tensor& other) {
  return reshape(x, other.shape("view_as"));
}

Tensor roll(const Tensor& x, Index shift, std::optional<Index> axis) {
  check_defined("roll", x);
  if (axis) return roll(x, Dims{shift}, *axis);
  return reshape(roll(reshape(x, {-1}), shift, 0), x.shape());
}

Tensor roll(const Tensor& x, const Dims& shifts, const Axes& axes) {
  const Shape& shape = x.shape("roll");
  if (shifts.size() != axes.size()) {
    throw ShapeError(fmt::format("roll: shifts {} for axes {}", shifts, axes),
                     "there is one shift for each axis");
  }
  Array value = x.array();
  Dims back = shifts;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const std::size_t axis = normalize_axis("roll", axes[i], shape);
    const Index size = shape.empty() ? 1 : shape[axis];
    const Index shift = size > 0 ? (shifts[i] % size + size) % size : 0;
    back[i] = size - shift;
    if (!shape.empty()) value = rolled(value, static_cast<Index>(axis), shift, size);
  }
  if (value.shares_buffer(x.array())) value = kernels::copy(value);
  return record("roll", std::move(value), {x},
                [back, axes](const Tensor& g) { return roll(g, back, axes); });
}

}  // namespace xgrad
