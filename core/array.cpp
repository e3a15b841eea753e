// Allocation and views of arrays.
#include <xgrad/core/array.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>

namespace xgrad {

Array Array::empty(const Shape& shape, DType dtype) {
  Array array;
  array.numel_ = checked_numel("empty", shape);
  array.buffer_ = Buffer::allocate(static_cast<std::size_t>(array.numel_) * size_of(dtype));
  array.shape_ = shape;
  array.strides_ = contiguous_strides(shape);
  array.dtype_ = dtype;
  return array;
}

Array Array::adopt(void* elements, const Shape& shape, DType dtype,
                   std::shared_ptr<const void> owner) {
  Array array;
  array.numel_ = checked_numel("adopt", shape);
  array.buffer_ = Buffer::adopt(elements, static_cast<std::size_t>(array.numel_) * size_of(dtype),
                                std::move(owner));
  array.shape_ = shape;
  array.strides_ = contiguous_strides(shape);
  array.dtype_ = dtype;
  return array;
}

bool Array::is_contiguous() const {
  if (numel_ == 0) return true;
  Index step = 1;
  for (std::size_t axis = rank(); axis-- > 0;) {
    if (shape_[axis] == 1) continue;
    if (strides_[axis] != step) return false;
    step *= shape_[axis];
  }
  return true;
}

Array Array::view(const Shape& shape, const Strides& strides, Index offset) const {
  Array array;
  array.buffer_ = buffer_;
  array.offset_ = offset;
  array.numel_ = checked_numel("view", shape);
  array.shape_ = shape;
  array.strides_ = strides;
  array.dtype_ = dtype_;
  return array;
}

void check_elements(std::string_view op, const Array& x, DType expected) {
  if (x.dtype() == expected) return;
  throw DTypeError(fmt::format("{}: asked for {} elements of a {} tensor", op, expected, x),
                   fmt::format("cast with to(x, {})", expected));
}

void check_floating(std::string_view op, const Array& x) {
  if (is_floating(x.dtype())) return;
  throw DTypeError(
      fmt::format("{}: input {} is {}, expected float32 or float64", op, x.shape(), x.dtype()),
      "cast with to(x, float32)");
}

}  // namespace xgrad
