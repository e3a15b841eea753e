// A file with one formula, as xgrad's users write it: what compiling it costs.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/formula.hpp>

inline constexpr auto swish = [](auto x) { return x * sigmoid(x); };

int main() {
  return xgrad::pointwise("swish", swish, xgrad::ones({2})).numel() == 2 ? 0 : 1;
}
