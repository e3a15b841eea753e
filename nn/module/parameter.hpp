// Parameter and Buffer: tensors owned by a module, convertible to Tensor but not assignable.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad::nn {

/// A tensor registered with a module. Copies are handles to one tensor; inside `clone` a copy is a
/// new tensor.
class Registered {
 public:
  Registered() = default;
  Registered(const Registered& other);
  Registered& operator=(const Registered&) = delete;  // change the value with set_data()
  Registered& operator=(const Tensor&) = delete;      // change the value with set_data()

  operator Tensor() const { return tensor_; }
  const Tensor& tensor() const { return tensor_; }
  bool defined() const { return tensor_.defined(); }
  const Shape& shape() const { return tensor_.shape(); }
  Index size(Index axis) const { return tensor_.size(axis); }
  DType dtype() const { return tensor_.dtype(); }
  /// Overwrites the values, with a tensor of equal shape and dtype; all handles share the new
  /// values.
  void set_data(const Tensor& values) const { tensor_.set_data(values); }

 private:
  friend class ModuleBase;
  explicit Registered(Tensor tensor) : tensor_(std::move(tensor)) {}
  Tensor tensor_;
};

/// A trainable leaf.
class Parameter : public Registered {
 public:
  using Registered::Registered;
  using Registered::operator=;
  Tensor grad() const { return tensor().grad(); }
};

/// A constant that is part of the module's state dict.
class Buffer : public Registered {
 public:
  using Registered::Registered;
  using Registered::operator=;
};

}  // namespace xgrad::nn
