// Sums of gradients, and the buffer that gathers the gradients of slices.
#include <xgrad/autograd/leaf.hpp>
#include <xgrad/autograd/pending.hpp>
#include <xgrad/core/kernels/copy.hpp>

namespace xgrad {

Pending::Pending(Ref<Node> node) : node_(std::move(node)) {
  const std::size_t outputs = node_->outputs().size();
  if (outputs > 1) rest_.resize(outputs - 1);
}

void Pending::add(std::uint32_t output, Tensor gradient, bool recorded) {
  if (node_->has_slices() && !recorded) {
    add_slice(output, gradient.array());
  } else {
    accumulate_gradient(sum(output), std::move(gradient), recorded);
  }
}

std::span<const Tensor> Pending::gather(std::vector<Tensor>& storage) {
  if (rest_.empty()) return {&first_, 1};
  storage.reserve(rest_.size() + 1);
  storage.push_back(std::move(first_));
  for (Tensor& gradient : rest_) storage.push_back(std::move(gradient));
  return storage;
}

Tensor Pending::take_whole() {
  for (std::uint32_t output = 0; output < filled_.size(); ++output) {
    if (filled_[output]) continue;
    Array slice = node_->slice_of(whole_, output);
    kernels::fill(slice, 0.0);
  }
  return Tensor(std::move(whole_));
}

void Pending::split_whole() {
  const Array whole = std::move(whole_);
  whole_ = {};
  for (std::uint32_t output = 0; output < filled_.size(); ++output) {
    if (filled_[output]) sum(output) = Tensor(node_->slice_of(whole, output));
  }
}

void Pending::add_slice(std::uint32_t output, const Array& gradient) {
  if (!whole_.defined()) {
    const Edge& edge = node_->inputs()[0];
    const OutputInfo& info = edge.node->outputs()[edge.output];
    whole_ = Array::empty(info.shape, info.dtype);
    filled_.assign(node_->outputs().size(), false);
  }
  Array slice = node_->slice_of(whole_, output);
  if (filled_[output]) {
    kernels::add_into(slice, gradient);
  } else {
    kernels::copy_into(slice, gradient);
    filled_[output] = true;
  }
}

}  // namespace xgrad
