// A program outside the tree, with a formula of its own.
#include <xgrad/autograd/pointwise.hpp>
#include <xgrad/xgrad.hpp>

#include <cmath>
#include <cstdio>

inline constexpr auto swish = [](auto x) { return x * sigmoid(x); };

int main() {
  xgrad::Tensor x = xgrad::full({5}, 2.0, xgrad::float64);
  x.requires_grad_();
  xgrad::sum(xgrad::pointwise(swish, x)).backward();

  const double s = 1 / (1 + std::exp(-2.0));
  const double expected = s + 2 * s * (1 - s);
  for (int i = 0; i < 5; ++i) {
    const double derivative = x.grad().data<double>()[i];
    if (std::abs(derivative - expected) > 1e-14) {
      std::printf("swish'(2) is %.17g, expected %.17g\n", derivative, expected);
      return 1;
    }
  }
  std::printf("xgrad %s\n", xgrad::version());
}
