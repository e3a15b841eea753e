// Options that change between steps.
#include <xgrad/optim/optim.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"

using namespace test;
using namespace xgrad::optim;
using xgrad::Tensor;

BOOST_AUTO_TEST_SUITE(changed_options)

// As in PyTorch, momentum begins with the gradient itself, not with a share of it:
//   p = torch.zeros(1, requires_grad=True)
//   optimizer = torch.optim.SGD([p], lr=1)
//   for step in range(3):
//       optimizer.param_groups[0].update(momentum=0.5 if step else 0, dampening=0.75)
//       p.grad = torch.full_like(p, 4); optimizer.step(); print(p.item())
BOOST_AUTO_TEST_CASE(momentum_set_after_a_step_starts_with_the_gradient_itself) {
  const Tensor p(array<double>({1}, {0}), true);
  SGD optimizer({p}, {.lr = 1});
  const auto value_after_step = [&] {
    p.set_grad(Tensor(array<double>({1}, {4})));
    optimizer.step();
    return p.item<double>();
  };
  BOOST_TEST(value_after_step() == -4);
  optimizer.set_options({.lr = 1, .momentum = 0.5, .dampening = 0.75});
  BOOST_TEST(value_after_step() == -8);
  BOOST_TEST(value_after_step() == -11);
}

BOOST_AUTO_TEST_SUITE_END()
