// A value without history: an element type, a shape, strides and a shared buffer.
#pragma once

#include <xgrad/core/dtype.hpp>
#include <xgrad/core/memory/memory.hpp>
#include <xgrad/core/shape.hpp>

namespace xgrad {

/// Strided view of a shared buffer; what kernels take and return. Copying shares the elements.
class Array {
 public:
  /// No value at all; `defined()` is false.
  Array() = default;

  /// Fresh row-major elements, not cleared. Throws ShapeError for impossible shapes, OutOfMemory.
  static Array empty(const Shape& shape, DType dtype);

  bool defined() const { return static_cast<bool>(buffer_); }
  DType dtype() const { return dtype_; }
  const Shape& shape() const { return shape_; }
  const Strides& strides() const { return strides_; }
  std::size_t rank() const { return shape_.size(); }
  Index numel() const { return numel_; }
  /// Elements between the start of the buffer and the first element.
  Index offset() const { return offset_; }
  /// True when the elements lie row-major without gaps.
  bool is_contiguous() const;

  /// First element; T must be the C++ type of `dtype()`. Other elements are found through
  /// `strides()`.
  template <class T>
  const T* data() const {
    return static_cast<const T*>(raw());
  }
  /// The first element, for writing; kernels write only into arrays they have just made.
  template <class T>
  T* mutable_data() {
    return static_cast<T*>(raw());
  }
  /// First element, untyped.
  void* raw() const {
    return buffer_ ? buffer_->data() + offset_ * static_cast<Index>(size_of(dtype_)) : nullptr;
  }

  /// Another view of the same buffer; the caller guarantees that it stays inside. Throws ShapeError
  /// for impossible shapes.
  Array view(const Shape& shape, const Strides& strides, Index offset) const;

  /// Number of writes to the buffer after it was filled; views share it.
  std::uint32_t version() const { return buffer_->version(); }
  /// Records a write to elements that others may have saved.
  void bump_version() { buffer_->bump_version(); }

  /// The buffer itself, for what is kept with it.
  Buffer& buffer() const { return *buffer_; }
  /// True when nobody else holds the buffer.
  bool unique() const { return buffer_.unique(); }
  /// True when both are views of one buffer.
  bool shares_buffer(const Array& other) const { return buffer_ == other.buffer_; }

 private:
  Ref<Buffer> buffer_;
  Index offset_ = 0;
  Index numel_ = 0;
  Shape shape_;
  Strides strides_;
  DType dtype_ = float32;
};

}  // namespace xgrad
