// Formulas that must not compile, one per CASE; tests/CMakeLists.txt looks for the message of each.
#include <xgrad/autograd/formula.hpp>

using xgrad::pointwise;
using xgrad::Tensor;

Tensor refused(const Tensor& x, const Tensor& y) {
#if CASE == 1
  return pointwise([](auto a, auto b) { return a < b ? a : b; }, x, y);
#elif CASE == 2
  return pointwise(
      [](auto a, auto b) {
        auto product = a;
        product = product * b;
        return product;
      },
      x, y);
#elif CASE == 3
  return pointwise(
      [](auto a, auto b) {
        auto sum = a;
        sum += b;
        return sum;
      },
      x, y);
#elif CASE == 4
  return pointwise([](auto, auto) { return 1.0; }, x, y);
#elif CASE == 5
  return pointwise([](auto... all) { return (all + ...); }, xgrad::blocks<16>(x), y);
#elif CASE == 6
  return pointwise([y](auto a) { return a; }, x);
#elif CASE == 7
  return pointwise([](auto a, auto b) { return a + b; }, x, 2.0);
#elif CASE == 8
  return std::get<0>(
      pointwise([](auto... all) { return std::tuple((..., all), all...); }, xgrad::blocks<16>(x)));
#endif
}
