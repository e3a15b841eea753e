// SmallVector: a list whose first entries need no allocation.
#pragma once

#include <xgrad/core/memory/memory.hpp>

#include <cstddef>
#include <iterator>
#include <memory>
#include <type_traits>
#include <utility>

namespace xgrad {

/// A vector that stores up to Few entries in itself, and more in memory from the pool, as the short
/// lists of a node. Throws OutOfMemory.
template <class T, std::size_t Few>
class SmallVector {
  static_assert(std::is_nothrow_move_constructible_v<T>);

 public:
  SmallVector() = default;
  explicit SmallVector(std::size_t size) {
    reserve(size);
    for (; size_ < size; ++size_) new (data_ + size_) T();
  }
  template <class Iterator>
  SmallVector(Iterator begin, Iterator end) {
    append(begin, end);
  }
  SmallVector(const SmallVector& other) : SmallVector(other.begin(), other.end()) {}
  SmallVector(SmallVector&& other) noexcept { take(other); }
  SmallVector& operator=(const SmallVector&) = delete;
  SmallVector& operator=(SmallVector&&) = delete;
  ~SmallVector() {
    clear();
    free();
  }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }
  T& operator[](std::size_t i) { return data_[i]; }
  const T& operator[](std::size_t i) const { return data_[i]; }

  void reserve(std::size_t size) {
    if (size > room_) grow(size);
  }
  void push_back(T entry) {
    if (size_ == room_) grow(2 * room_);
    new (data_ + size_++) T(std::move(entry));
  }
  template <class Iterator>
  void append(Iterator begin, Iterator end) {
    reserve(size_ + static_cast<std::size_t>(std::distance(begin, end)));
    for (; begin != end; ++begin) push_back(*begin);
  }
  void clear() noexcept {
    std::destroy_n(data_, size_);
    size_ = 0;
  }

 private:
  T* inside() { return reinterpret_cast<T*>(inside_); }

  void grow(std::size_t room) {
    auto* const more = static_cast<T*>(pool_allocate(room * sizeof(T)));
    std::uninitialized_move_n(data_, size_, more);
    std::destroy_n(data_, size_);
    free();
    data_ = more;
    room_ = room;
  }
  void free() noexcept {
    if (data_ != inside()) pool_release(data_, room_ * sizeof(T));
  }
  void take(SmallVector& other) noexcept {
    if (other.data_ == other.inside()) {
      std::uninitialized_move_n(other.data_, other.size_, data_);
      size_ = other.size_;
      other.clear();
    } else {
      data_ = std::exchange(other.data_, other.inside());
      room_ = std::exchange(other.room_, Few);
      size_ = std::exchange(other.size_, 0);
    }
  }

  T* data_ = inside();
  std::size_t size_ = 0, room_ = Few;
  alignas(T) std::byte inside_[Few * sizeof(T)];
};

}  // namespace xgrad
