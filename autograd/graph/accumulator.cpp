// Accumulation of gradients, and the buffer in which gradients of slices are gathered.
#include <xgrad/autograd/graph/accumulator.hpp>
#include <xgrad/autograd/graph/leaf.hpp>
#include <xgrad/autograd/graph/slices.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/memory/overlap.hpp>

#include <algorithm>
#include <utility>

namespace xgrad {

GradientAccumulator::GradientAccumulator(Ref<Node> node) : node_(std::move(node)) {
  const std::size_t outputs = node_->outputs().size();
  if (outputs > 1) rest_.resize(outputs - 1);
}

void GradientAccumulator::add(std::uint32_t output, Tensor gradient, bool recorded) {
  if (node_->slices() && !recorded) {
    add_slice(output, gradient.array());
  } else {
    accumulate_gradient(sum(output), std::move(gradient), recorded);
  }
}

bool GradientAccumulator::has_own_sum(std::uint32_t output) const {
  const Tensor& sum = output == 0 ? first_ : rest_[output - 1];
  return sum.defined() && is_own_dense(sum);
}

bool GradientAccumulator::add(std::uint32_t output, const DeferredGradient& gradient) {
  if (deferred_ && deferred_output_ == output && deferred_->absorb(gradient)) return false;
  auto merged = gradient.start_merging();
  if (!merged) {
    gradient.add_to(part(output).writable());
    return false;
  }
  const bool had_none = !deferred_;
  add_deferred();
  deferred_ = std::move(merged);
  deferred_output_ = output;
  return had_none;
}

void GradientAccumulator::add_merged() {
  const auto gradient = std::move(deferred_);
  gradient->add_to(part(deferred_output_).writable());
}

std::span<const Tensor> GradientAccumulator::gather(PoolVector<Tensor>& storage) {
  add_deferred();
  if (rest_.empty()) return {&first_, 1};
  storage.reserve(rest_.size() + 1);
  storage.push_back(std::move(first_));
  for (Tensor& gradient : rest_) storage.push_back(std::move(gradient));
  return storage;
}

Tensor GradientAccumulator::take_whole() {
  const auto& filled = whole_->filled;
  const bool complete = std::find(filled.begin(), filled.end(), false) == filled.end();
  if (!complete && !whole_->owned) make_own_whole();
  for (std::uint32_t output = 0; output < filled.size(); ++output) {
    if (filled[output]) continue;
    Array slice = node_->slices()->of(whole_->array, output);
    kernels::fill(slice, 0.0);
  }
  return Tensor(std::exchange(whole_, nullptr)->array);
}

void GradientAccumulator::split_whole() {
  const auto whole = std::exchange(whole_, nullptr);
  for (std::uint32_t output = 0; output < whole->filled.size(); ++output) {
    if (whole->filled[output]) sum(output) = Tensor(node_->slices()->of(whole->array, output));
  }
}

// The buffer of which a gradient is a slice, provided that the gradients of its neighbours are
// adjacent to it; undefined when the layout of the gradient differs.
Array GradientAccumulator::lying_around(std::uint32_t output, const Array& gradient) const {
  const Edge& edge = node_->inputs()[0];
  const Shape& shape = edge.node->outputs()[edge.output].shape;
  const Strides strides = contiguous_strides(shape);
  const Array slice = node_->slices()->of(gradient.view(shape, strides, 0), output);
  const Index begin = gradient.offset() - slice.offset();
  if (begin < 0 || slice.strides() != gradient.strides()) return {};
  return gradient.view(shape, strides, begin);
}

void GradientAccumulator::make_own_whole() {
  const Edge& edge = node_->inputs()[0];
  const OutputInfo& info = edge.node->outputs()[edge.output];
  const Array elsewhere = std::exchange(whole_->array, Array::empty(info.shape, info.dtype));
  whole_->owned = true;
  for (std::uint32_t output = 0; output < whole_->filled.size(); ++output) {
    if (!whole_->filled[output]) continue;
    Array slice = node_->slices()->of(whole_->array, output);
    kernels::copy_into(slice, node_->slices()->of(elsewhere, output));
  }
}

void GradientAccumulator::add_slice(std::uint32_t output, const Array& gradient) {
  if (!whole_) {
    whole_ = std::make_unique<Whole>();
    whole_->filled.assign(node_->outputs().size(), false);
    whole_->array = lying_around(output, gradient);
  }
  if (!whole_->owned) {
    if (whole_->array.defined() && !whole_->filled[output] &&
        is_same_view(node_->slices()->of(whole_->array, output), gradient)) {
      whole_->filled[output] = true;
      return;
    }
    make_own_whole();
  }
  Array slice = node_->slices()->of(whole_->array, output);
  if (whole_->filled[output]) {
    kernels::add_into(slice, gradient);
  } else {
    kernels::copy_into(slice, gradient);
    whole_->filled[output] = true;
  }
}

}  // namespace xgrad
