// Random draws as members.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/random/random.hpp>

namespace xgrad {

Tensor TensorMembers::bernoulli(Generator& generator) const {
  return xgrad::bernoulli(self(), generator);
}
Tensor TensorMembers::multinomial(Index count, bool replacement, Generator& generator) const {
  return xgrad::multinomial(self(), count, replacement, generator);
}

}  // namespace xgrad
