// Sequential: the forward pass.
#include <xgrad/nn/containers/sequential.hpp>

namespace xgrad::nn {

Tensor Sequential::forward(Tensor x) const {
  for (const Step& step : steps_) x = step(x);
  return x;
}

}  // namespace xgrad::nn
