// Windows are strided views; overlapping ones add up in the pullback.
#include <xgrad/autograd/graph/part.hpp>
#include <xgrad/autograd/ops/shape/unfold.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>

namespace xgrad {
namespace {

Array windows(const Array& x, Index axis, Index size, Index step) {
  if (x.rank() == 0) throw IndexError("unfold: a scalar (shape []) has no axes");
  const std::size_t at = normalize_axis("unfold", axis, x.shape());
  if (size < 0 || step < 1) {
    throw ValueError(fmt::format("unfold: windows of size {} at step {}", size, step),
                     "a size is not negative, a step is at least 1");
  }
  Shape shape = x.shape();
  if (size > shape[at]) {
    throw ShapeError(
        fmt::format("unfold: windows of size {} do not fit axis {} of {}", size, at, shape));
  }
  Strides strides = x.strides();
  const Index along = strides[at];
  shape[at] = (shape[at] - size) / step + 1;
  if (shape[at] > 1) strides[at] *= step;  // else it has no effect
  shape.push_back(size);
  strides.push_back(along);
  checked_numel("unfold", shape);
  return x.view(shape, strides, x.offset());
}

}  // namespace

Tensor unfold(const Tensor& x, Index axis, Index size, Index step) {
  return part_of<kernels::add_into>(
      "unfold", x, [=](const Array& array) { return windows(array, axis, size, step); });
}

}  // namespace xgrad
