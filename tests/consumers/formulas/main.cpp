// A program whose formulas are compiled for every instruction set.
#include <xgrad/xgrad.hpp>

#include <cstdio>

xgrad::Tensor twice(const xgrad::Tensor& x);
xgrad::Tensor thrice(const xgrad::Tensor& x);

int main() {
  const xgrad::Tensor x = xgrad::ones({5});
  if (twice(x).data<float>()[4] != 2.0F) return std::puts("twice is wrong"), 1;
  if (thrice(x).data<float>()[4] != 3.0F) return std::puts("thrice is wrong"), 1;
}
