// The engine: starts backward passes and reports their state.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <cstdint>
#include <string>

namespace xgrad {

/// Name of the operation whose pullback runs on this thread; "" outside a backward pass.
const char* running_operation();

/// A unique number of the backward pass that runs on this thread; 0 outside a backward pass.
std::uint64_t running_pass();

/// Runs one backward pass from outputs with their gradients to the targets and returns the
/// gradients of the targets, or accumulates gradients into all leaves if there are no targets.
std::vector<Tensor> run_pass(std::span<const Tensor> outputs, std::span<const Tensor> gradients,
                             std::span<const Tensor> targets, BackwardOptions options);

/// During its lifetime, backward passes search their gradients for the first NaN, which costs one
/// read of every gradient.
class NanWatch {
 public:
  NanWatch();
  ~NanWatch();
  NanWatch(const NanWatch&) = delete;
  NanWatch& operator=(const NanWatch&) = delete;
};

/// True while a NanWatch exists.
bool nan_is_watched();

/// The origin of the first NaN that the backward pass on this thread produced from gradients
/// without NaN: "the backward pass of 'sqrt' in model.head"; empty if there was none, or without a
/// NanWatch.
std::string nan_origin();

/// True when an element is NaN.
bool has_nan(const Array& x);

}  // namespace xgrad
