// Lists of parameters with gradients, and gradients in buffers of their own.
#include <xgrad/autograd/graph/leaf.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/optim/gradients/leaves.hpp>

#include <set>

namespace xgrad::optim {
namespace {

Tensor own_gradient(const Tensor& leaf) {
  const Tensor gradient = leaf.grad();
  leaf.set_grad({});
  const bool is_own = is_own_dense(gradient) && !gradient.requires_grad();
  leaf.set_grad(gradient);
  return is_own ? gradient : Tensor(kernels::copy(gradient.array()));
}

}  // namespace

Leaves leaves_of(const char* op, const ParameterList& parameters) {
  Leaves leaves;
  std::set<const TensorBody*> seen;
  std::size_t position = 0;
  for (const auto& [name, parameter] : parameters) {
    (void)parameter.array(op);  // throws when undefined
    if (parameter.grad().defined() && seen.insert(parameter.body().get()).second) {
      leaves.emplace_back(name.empty() ? std::to_string(position) : name, parameter);
    }
    ++position;
  }
  return leaves;
}

std::vector<Tensor> own_gradients(const Leaves& leaves) {
  std::vector<Tensor> gradients;
  gradients.reserve(leaves.size());
  for (const auto& [name, leaf] : leaves) gradients.push_back(own_gradient(leaf));
  return gradients;
}

}  // namespace xgrad::optim
