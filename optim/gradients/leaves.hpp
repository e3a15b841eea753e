// The gradients of parameters, modified without affecting other owners.
#pragma once

#include <xgrad/optim/parameter_list.hpp>

namespace xgrad::optim {

/// Parameters with a gradient, each once, with their names or positions.
using Leaves = std::vector<ParameterList::Named>;

/// The parameters of a list that have a gradient; throws ValueError, naming `op`, for an undefined
/// tensor.
Leaves leaves_of(const char* op, const ParameterList& parameters);

/// The gradients of `leaves` in buffers of their own, because leaves may share a buffer and others
/// may hold it.
std::vector<Tensor> own_gradients(const Leaves& leaves);

/// Calls change(i, gradient) on the gradient of every leaf i, after everything that can fail;
/// `change` must not throw.
template <class Change>
void change_gradients(const Leaves& leaves, const Change& change) {
  std::vector<Tensor> gradients = own_gradients(leaves);
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    change(i, gradients[i].writable());
    leaves[i].second.set_grad(gradients[i]);
  }
}

}  // namespace xgrad::optim
