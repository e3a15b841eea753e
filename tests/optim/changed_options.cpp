// Options that change between steps.
#include <xgrad/core/error.hpp>
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

BOOST_AUTO_TEST_CASE(state_dict_without_momentum_has_no_buffer_and_can_be_loaded) {
  const Tensor p(array<double>({1}, {0}), true);
  SGD optimizer({p}, {.lr = 1, .momentum = 0.5});
  p.set_grad(Tensor(array<double>({1}, {4})));
  optimizer.step();
  BOOST_TEST(optimizer.state_dict().contains("momentum_buffer.0"));
  optimizer.set_options({.lr = 1});
  const xgrad::StateDict state = optimizer.state_dict();
  BOOST_TEST(!state.contains("momentum_buffer.0"));
  BOOST_TEST(state.contains("step.0"));
  optimizer.load_state_dict(state);
}

// The first parameter is prepared before the second one is refused.
BOOST_AUTO_TEST_CASE(step_that_throws_does_not_change_the_next_one) {
  const Tensor a(array<double>({1}, {0}), true), b(array<double>({1}, {0}), true);
  SGD optimizer({a, b}, {.lr = 1, .momentum = 0.5, .dampening = 0.75});
  const auto give = [](const Tensor& p) { p.set_grad(Tensor(array<double>({1}, {4}))); };
  give(b);
  optimizer.step();
  optimizer.set_options({.lr = 1});
  give(a);
  optimizer.step();  // both have made steps, a without a buffer
  optimizer.set_options({.lr = 1, .momentum = 0.5, .dampening = 0.75});
  b.replace_storage(array<float>({1}, {0}));
  b.set_grad(Tensor(array<float>({1}, {4})));
  BOOST_CHECK_THROW(optimizer.step(), xgrad::DTypeError);
  BOOST_TEST(a.item<double>() == -4);
  b.replace_storage(array<double>({1}, {0}));
  optimizer.step();
  BOOST_TEST(a.item<double>() == -8);  // the buffer begins with the gradient itself
}

// Saves after options of some steps were changed to others, before the next step.
template <class Optimizer, class Options>
void check_resumes(const Options& before, const Options& after) {
  const Tensor p(array<double>({2}, {1, -2}), true), q(array<double>({2}, {0, 0}), true);
  const auto step = [](Optimizer& optimizer, const Tensor& parameter, double size) {
    parameter.set_grad(Tensor(array<double>({2}, {size, -2 * size})));
    optimizer.step();
  };
  Optimizer optimizer({p}, before);
  step(optimizer, p, 1);
  optimizer.set_options(after);
  Optimizer loaded({q}, after);
  loaded.load_state_dict(optimizer.state_dict());
  q.set_data(p);
  for (const double size : {3.0, -1.0}) {
    step(optimizer, p, size);
    step(loaded, q, size);
    BOOST_TEST(values(q.array()) == values(p.array()));
  }
}

BOOST_AUTO_TEST_CASE(state_dict_saved_after_set_options_can_be_loaded_and_continues) {
  check_resumes<SGD, SGDOptions>({.lr = 0.1}, {.lr = 0.1, .momentum = 0.9, .dampening = 0.5});
  check_resumes<Adam, AdamOptions>({}, {.amsgrad = true});
  check_resumes<AdamW, AdamWOptions>({}, {.amsgrad = true});
  check_resumes<RMSprop, RMSpropOptions>({}, {.momentum = 0.9, .centered = true});
}

BOOST_AUTO_TEST_CASE(state_dict_saved_after_set_momentum_can_be_loaded) {
  const Tensor p(array<double>({1}, {0}), true);
  SGD optimizer({p}, {.lr = 1});
  p.set_grad(Tensor(array<double>({1}, {4})));
  optimizer.step();
  optimizer.set_momentum(0.5);
  optimizer.load_state_dict(optimizer.state_dict());
  optimizer.step();
  BOOST_TEST(p.item<double>() == -8);
}

BOOST_AUTO_TEST_SUITE_END()
