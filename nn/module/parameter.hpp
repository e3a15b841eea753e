// The tensors that a module owns: they convert to Tensor, and nothing can be assigned over them.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad::nn {

/// A tensor under a name of its module. Copies are handles to the same tensor; inside `clone` a
/// copy is a new tensor.
class Registered {
 public:
  Registered() = default;
  explicit Registered(Tensor tensor) : tensor_(std::move(tensor)) {}
  Registered(const Registered& other);
  Registered& operator=(const Registered&) = delete;  // change the value with set_data()
  Registered& operator=(const Tensor&) = delete;      // change the value with set_data()

  operator Tensor() const { return tensor_; }
  const Tensor& tensor() const { return tensor_; }
  bool defined() const { return tensor_.defined(); }
  const Shape& shape() const { return tensor_.shape(); }
  Index size(Index axis) const { return tensor_.size(axis); }
  DType dtype() const { return tensor_.dtype(); }
  /// Writes new values, of the same shape and dtype, for every handle to see.
  void set_data(const Tensor& values) const { tensor_.set_data(values); }

 private:
  Tensor tensor_;
};

/// A leaf that training changes.
class Parameter : public Registered {
 public:
  using Registered::Registered;
  using Registered::operator=;
  Tensor grad() const { return tensor().grad(); }
};

/// A constant that belongs to the module's state.
class Buffer : public Registered {
 public:
  using Registered::Registered;
  using Registered::operator=;
};

}  // namespace xgrad::nn
