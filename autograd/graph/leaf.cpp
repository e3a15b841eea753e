// Accumulation of gradients in leaves and in pending sums.
#include <xgrad/autograd/graph/leaf.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/kernels/copy.hpp>

namespace xgrad {

bool is_own_dense(const Tensor& gradient) {
  return gradient.body().unique() && gradient.array().unique() && gradient.is_contiguous();
}

void accumulate_gradient(Tensor& sum, Tensor&& gradient, bool recorded) {
  if (!sum.defined()) {
    sum = std::move(gradient);
    return;
  }
  if (!recorded && is_own_dense(sum)) {
    kernels::add_into(sum.writable(), gradient.array());
    return;
  }
  if (recorded) {
    gradient = add(sum, gradient);
  } else if (is_own_dense(gradient)) {
    kernels::add_into(gradient.writable(), sum.array());
  } else {
    Array fresh = kernels::copy(sum.array());
    kernels::add_into(fresh, gradient.array());
    gradient = Tensor(std::move(fresh));
  }
  std::swap(sum, gradient);
}

// Clipping and hooks modify gradients in place, so no two may share memory.
Tensor own_gradient(Tensor gradient, bool recorded) {
  if (!gradient.defined()) return gradient;
  const bool keeps = gradient.requires_grad() ? recorded : is_own_dense(gradient);
  return keeps ? gradient : Tensor(kernels::copy(gradient.array()));
}

void Addend::prepare(const Tensor& sum, bool recorded) {
  gradient_ = own_gradient(std::move(gradient_), recorded);
  if (!recorded || !sum.defined()) return;
  before_ = sum;
  total_ = add(sum, gradient_);
}

void Addend::add_to(Tensor& sum, bool recorded) {
  if (total_.defined() && sum.body().get() == before_.body().get()) {
    std::swap(sum, total_);
  } else {  // nothing is recorded or, rarely, another thread has added a gradient
    accumulate_gradient(sum, std::move(gradient_), recorded);
  }
}

// Replaced tensors are released after unlocking, because that may destroy captures of user
// functions.
Tensor LeafNode::grad() const {
  const std::lock_guard lock(mutex());
  return grad_;
}

void LeafNode::set_grad(Tensor gradient) {
  const std::lock_guard lock(mutex());
  std::swap(grad_, gradient);
}

void LeafNode::accumulate(Addend& addend, bool recorded) {
  const std::lock_guard lock(mutex());
  if (!frozen_) addend.add_to(grad_, recorded);
}

void LeafNode::freeze() {
  Tensor before;
  const std::lock_guard lock(mutex());
  std::swap(grad_, before);
  frozen_ = true;
}

void LeafNode::unfreeze() {
  const std::lock_guard lock(mutex());
  frozen_ = false;
}

void LeafNode::reset(const Array& value) {
  Tensor before;
  const std::lock_guard lock(mutex());
  std::swap(grad_, before);
  info_ = {value.shape(), value.dtype()};
}

}  // namespace xgrad
