// Gradients that are not computed yet.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <memory>
#include <utility>

namespace xgrad {

class MergedGradient;

/// A gradient that can be added to an existing sum without a buffer of its own. A pullback returns
/// it instead of a tensor; it may refer to what the pullback refers to.
/// See Note [Deferred gradients].
class DeferredGradient {
 public:
  /// Computes the gradient with differentiable operations.
  virtual Tensor value() const = 0;
  /// Adds the gradient to a row-major array of its shape.
  virtual void add_to(Array& sum) const = 0;
  /// Starts a merged gradient with this one; null if gradients of this kind cannot be merged.
  virtual std::unique_ptr<MergedGradient> start_merging() const { return nullptr; }

 protected:
  ~DeferredGradient() = default;
};

/// Deferred gradients of one kind that are added to a sum together. It owns all it refers to.
class MergedGradient {
 public:
  virtual ~MergedGradient() = default;
  /// Merges another gradient into this one; returns false if that is impossible.
  virtual bool absorb(const DeferredGradient& gradient) = 0;
  /// Adds the gradient to a row-major array of its shape.
  virtual void add_to(Array& sum) const = 0;
  /// True when gradients that this one can absorb may come from the buffer of `array`.
  virtual bool continues_in(const Array& array) const = 0;

  static void* operator new(std::size_t bytes) { return pool_allocate(bytes); }
  static void operator delete(void* memory, std::size_t bytes) { pool_release(memory, bytes); }
};

/// A deferred gradient that consists of two functions, `value()` and `add_to(Array& sum)`.
template <class Value, class AddTo>
class Deferred final : public DeferredGradient {
 public:
  Deferred(Value value, AddTo add_to) : value_(std::move(value)), add_to_(std::move(add_to)) {}
  Tensor value() const override { return value_(); }
  void add_to(Array& sum) const override { add_to_(sum); }

 private:
  Value value_;
  AddTo add_to_;
};

}  // namespace xgrad
