// What the engine tells the rest of autograd while it runs, and how it is started.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// Name of the operation whose pullback runs on this thread; "" outside a backward pass.
const char* running_operation();

/// One pass from outputs, each with its gradient, to the targets, whose gradients it gives, or to
/// all leaves where there are no targets.
std::vector<Tensor> run_pass(std::span<const Tensor> outputs, std::span<const Tensor> gradients,
                             std::span<const Tensor> targets, BackwardOptions options);

}  // namespace xgrad
