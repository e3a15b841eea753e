// Accumulation of gradients, in leaves and on the way to them.
#include <xgrad/autograd/leaf.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/kernels/copy.hpp>

namespace xgrad {

bool is_own_dense(const Tensor& gradient) {
  return gradient.body().unique() && gradient.array().unique() && gradient.is_contiguous();
}

void accumulate_gradient(Tensor& sum, Tensor gradient, bool recorded) {
  if (!sum.defined()) {
    sum = std::move(gradient);
  } else if (recorded) {
    sum = add(sum, gradient);
  } else if (is_own_dense(sum)) {
    kernels::add_into(sum.writable(), gradient.array());
  } else if (is_own_dense(gradient)) {
    kernels::add_into(gradient.writable(), sum.array());
    sum = std::move(gradient);
  } else {
    Array fresh = kernels::copy(sum.array());
    kernels::add_into(fresh, gradient.array());
    sum = Tensor(std::move(fresh));
  }
}

// Gradients are written in place, by clipping and by hooks: no two may share memory.
Tensor own_gradient(Tensor gradient, bool recorded) {
  if (!gradient.defined()) return gradient;
  const bool keeps = gradient.requires_grad() ? recorded : is_own_dense(gradient);
  return keeps ? gradient : Tensor(kernels::copy(gradient.array()));
}

Tensor LeafNode::grad() const {
  const std::lock_guard lock(mutex_);
  return grad_;
}

void LeafNode::set_grad(Tensor gradient) {
  const std::lock_guard lock(mutex_);
  grad_ = std::move(gradient);
}

void LeafNode::accumulate(Tensor gradient, bool recorded) {
  gradient = own_gradient(std::move(gradient), recorded);
  const std::lock_guard lock(mutex_);
  if (frozen_) return;
  accumulate_gradient(grad_, std::move(gradient), recorded);
}

void LeafNode::freeze() {
  const std::lock_guard lock(mutex_);
  grad_ = {};
  frozen_ = true;
}

void LeafNode::unfreeze() {
  const std::lock_guard lock(mutex_);
  frozen_ = false;
}

void LeafNode::reset(const Array& value) {
  const std::lock_guard lock(mutex_);
  grad_ = {};
  info_ = {value.shape(), value.dtype()};
}

}  // namespace xgrad
