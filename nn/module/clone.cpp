// Deep copies: inside `clone`, copy constructors look up the copies of shared objects.
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/nn/module/registry.hpp>

#include <utility>

namespace xgrad::nn {
namespace {

thread_local Cloning* innermost = nullptr;

}  // namespace

Cloning::Cloning() : outer_(std::exchange(innermost, this)) {}

Cloning::~Cloning() {
  innermost = outer_;
}

std::shared_ptr<Registry> Cloning::of(const std::shared_ptr<Registry>& original) {
  if (!innermost) return original;
  if (const auto found = innermost->registries_.find(original.get());
      found != innermost->registries_.end()) {
    return found->second;
  }
  auto copy = std::make_shared<Registry>();
  innermost->registries_[original.get()] = copy;
  innermost->registries_[copy.get()] = copy;
  copy->training = original->training;
  for (const auto& [name, tensor] : original->parameters) {
    copy->parameters.emplace_back(name, of(tensor));
  }
  for (const auto& [name, tensor] : original->buffers) copy->buffers.emplace_back(name, of(tensor));
  for (const auto& [name, child] : original->children) {
    copy->children.emplace_back(name, child->handle());
    Registry& registered = *copy->children.back().second->registry_;
    registered.scope = child->registry_->scope;
    registered.description = child->registry_->description;
    registered.parents.push_back(copy);
  }
  return copy;
}

Tensor Cloning::of(const Tensor& original) {
  if (!innermost || !original.defined()) return original;
  if (const auto found = innermost->tensors_.find(original.body().get());
      found != innermost->tensors_.end()) {
    return found->second;
  }
  Tensor copy(kernels::copy(original.array()), original.requires_grad());
  innermost->tensors_[original.body().get()] = copy;
  innermost->tensors_[copy.body().get()] = copy;
  return copy;
}

Registered::Registered(const Registered& other) : tensor_(Cloning::of(other.tensor_)) {}

CloneScope::CloneScope() : cloning_(std::make_unique<Cloning>()) {}
CloneScope::~CloneScope() = default;

}  // namespace xgrad::nn
