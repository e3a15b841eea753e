// What xgrad takes for one tiny product.
#include "shared/tiny_mul.hpp"

#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/grad_mode.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/threads.hpp>

int main() {
  xgrad::set_num_threads(1);
  bench::report_tiny_mul<xgrad::NoGrad>(xgrad::full({1}, 1.0001).requires_grad_(),
                                        xgrad::full({1}, 0.9999).requires_grad_());
}
