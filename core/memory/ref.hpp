// Ref: an intrusive reference-counted pointer.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace xgrad {

/// The reference count inside an object; starts at 1, the reference that the first `Ref` adopts.
class RefCount {
 public:
  RefCount() = default;
  RefCount(const RefCount&) = delete;
  RefCount& operator=(const RefCount&) = delete;

  void add() { count_.fetch_add(1, std::memory_order_relaxed); }
  /// Drops a reference; returns true if it was the last one, and the caller then owns the object.
  /// The last owner needs no locked instruction: no other thread can add a reference any more.
  bool drop() { return unique() || count_.fetch_sub(1, std::memory_order_acq_rel) == 1; }
  bool unique() const { return count_.load(std::memory_order_acquire) == 1; }

 private:
  std::atomic<std::uint32_t> count_ = 1;
};

/// Shared handle to a T with a member `RefCount references` and a static `T::destroy(T*)`.
template <class T>
class Ref {
 public:
  Ref() = default;
  /// Adopts the initial reference of a new object.
  static Ref adopt(T* object) {
    Ref ref;
    ref.object_ = object;
    return ref;
  }
  /// Adds a reference to a live object.
  static Ref share(T* object) {
    if (object) object->references.add();
    return adopt(object);
  }
  Ref(const Ref& other) : object_(other.object_) {
    if (object_) object_->references.add();
  }
  Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Ref& operator=(const Ref& other) {
    Ref(other).swap(*this);
    return *this;
  }
  Ref& operator=(Ref&& other) noexcept {
    Ref(std::move(other)).swap(*this);
    return *this;
  }
  ~Ref() {
    if (object_ && object_->references.drop()) T::destroy(object_);
  }

  T* get() const { return object_; }
  T* operator->() const { return object_; }
  T& operator*() const { return *object_; }
  explicit operator bool() const { return object_ != nullptr; }
  bool unique() const { return object_ && object_->references.unique(); }
  void swap(Ref& other) noexcept { std::swap(object_, other.object_); }
  friend bool operator==(const Ref& a, const Ref& b) { return a.object_ == b.object_; }

 private:
  T* object_ = nullptr;
};

}  // namespace xgrad
