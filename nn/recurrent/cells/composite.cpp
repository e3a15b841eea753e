// The recurrent product in the steps of composite cells.
#include <xgrad/autograd/ops/sequence/steps.hpp>
#include <xgrad/nn/recurrent/cells/composite.hpp>

namespace xgrad::nn {

Tensor recurrent_product(const Tensor& hidden, const Tensor& weight, const Tensor& bias) {
  const Tensor rows =
      repeat_into(Array::empty({hidden.size(0), weight.size(0)}, weight.dtype()), bias);
  return add_linear_(rows, hidden, weight);
}

}  // namespace xgrad::nn
