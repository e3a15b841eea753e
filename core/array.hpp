// Array: a strided view of a shared buffer, without a graph.
#pragma once

#include <xgrad/core/memory/memory.hpp>
#include <xgrad/core/numbers/dtype.hpp>
#include <xgrad/core/shape.hpp>

namespace xgrad {

/// Strided view of a shared buffer; the argument and result type of kernels. Copies share the
/// elements.
class Array {
 public:
  /// An undefined array; `defined()` is false.
  Array() = default;

  /// Allocates row-major elements without initialising them. Throws ShapeError for an invalid
  /// shape, OutOfMemory.
  static Array empty(const Shape& shape, DType dtype);

  /// An array over row-major elements that `owner` keeps alive.
  static Array adopt(void* elements, const Shape& shape, DType dtype,
                     std::shared_ptr<const void> owner);

  bool defined() const { return static_cast<bool>(buffer_); }
  DType dtype() const { return dtype_; }
  const Shape& shape() const { return shape_; }
  const Strides& strides() const { return strides_; }
  std::size_t rank() const { return shape_.size(); }
  Index numel() const { return numel_; }
  /// Offset of the first element from the start of the buffer, in elements.
  Index offset() const { return offset_; }
  /// True when the elements are row-major without gaps.
  bool is_contiguous() const;

  /// Pointer to the first element; T must be the C++ type of `dtype()`. `strides()` gives the
  /// positions of the other elements.
  template <class T>
  const T* data() const {
    return static_cast<const T*>(raw());
  }
  /// Mutable pointer to the first element; kernels write only to arrays that they have just
  /// allocated.
  template <class T>
  T* mutable_data() {
    return static_cast<T*>(raw());
  }
  /// Untyped pointer to the first element.
  void* raw() const {
    return buffer_ ? buffer_->data() + offset_ * static_cast<Index>(size_of(dtype_)) : nullptr;
  }

  /// Another view of the buffer; the caller guarantees that it is within bounds. Throws ShapeError
  /// for an invalid shape.
  Array view(const Shape& shape, const Strides& strides, Index offset) const;

  /// Number of writes to the buffer after its creation, shared by all views.
  std::uint32_t version() const { return buffer_->version(); }
  /// Counts a write to elements that may be saved elsewhere.
  void bump_version() { buffer_->bump_version(); }

  /// The buffer itself, for data attached to it.
  Buffer& buffer() const { return *buffer_; }
  /// True when no other array refers to the buffer.
  bool unique() const { return buffer_.unique(); }
  /// True when both are views of one buffer.
  bool shares_buffer(const Array& other) const { return buffer_ == other.buffer_; }

 private:
  Array(Ref<Buffer> buffer, Index offset, Index numel, const Shape& shape, const Strides& strides,
        DType dtype)
      : buffer_(std::move(buffer)),
        offset_(offset),
        numel_(numel),
        shape_(shape),
        strides_(strides),
        dtype_(dtype) {}

  Ref<Buffer> buffer_;
  Index offset_ = 0;
  Index numel_ = 0;
  Shape shape_;
  Strides strides_;
  DType dtype_ = float32;
};

/// Throws DTypeError, naming `op`, unless `x` has elements of type `expected`.
void check_elements(std::string_view op, const Array& x, DType expected);

/// Throws DTypeError, naming `op`, unless `x` is floating.
void check_floating(std::string_view op, const Array& x);

}  // namespace xgrad
