// A file with one formula, as xgrad's users write it: what compiling it costs.
#include <xgrad/autograd/pointwise.hpp>

inline constexpr auto swish = [](auto x) { return x * sigmoid(x); };

int main() {
  return static_cast<int>(xgrad::pointwise("swish", swish, xgrad::Tensor(0.0F)).item<float>());
}
