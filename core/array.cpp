// Allocation and views of arrays.
#include <xgrad/core/array.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>

namespace xgrad {
namespace {

// The number of elements and the row-major strides. Every operation needs both, so they are usually
// computed in one pass.
struct RowMajor {
  RowMajor(const char* op, const Shape& shape) : strides(shape) {
    bool usual = true;
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      strides[axis] = numel;
      usual &= shape[axis] > 0 && !__builtin_mul_overflow(numel, shape[axis], &numel);
    }
    if (usual && numel <= kMostElements) return;
    numel = checked_numel(op, shape);
    strides = contiguous_strides(shape);
  }

  Index numel = 1;
  Strides strides;
};

}  // namespace

Array Array::empty(const Shape& shape, DType dtype) {
  const RowMajor layout("empty", shape);
  const std::size_t bytes = static_cast<std::size_t>(layout.numel) * size_of(dtype);
  return Array(Buffer::allocate(bytes), 0, layout.numel, shape, layout.strides, dtype);
}

Array Array::adopt(void* elements, const Shape& shape, DType dtype,
                   std::shared_ptr<const void> owner) {
  const RowMajor layout("adopt", shape);
  const std::size_t bytes = static_cast<std::size_t>(layout.numel) * size_of(dtype);
  auto buffer = Buffer::adopt(elements, bytes, std::move(owner));
  return Array(std::move(buffer), 0, layout.numel, shape, layout.strides, dtype);
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
  return Array(buffer_, offset, checked_numel("view", shape), shape, strides, dtype_);
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
