// The product by which pullbacks of compositions multiply, in a file of its own because it is a formula.
#include <xgrad/autograd/formula/composition.hpp>
#include <xgrad/autograd/formula/pointwise.hpp>
#include <xgrad/autograd/graph/record.hpp>

namespace xgrad {

Tensor zero_product(const Tensor& a, const Tensor& b) {
  const auto product = [](auto x, auto y) { return where(x == 0 || y == 0, 0, x * y); };
  return record(
      "zero_product", pointwise_value("zero_product", product, a, b), {a, b},
      [b = saved(b)](const Tensor& g) { return zero_product(g, b()); },
      [a = saved(a)](const Tensor& g) { return zero_product(g, a()); });
}

}  // namespace xgrad
