// add_grad_noise_: the draws of the generator, scaled by the annealed deviation.
#include <xgrad/core/error.hpp>
#include <xgrad/optim/gradients.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/tensors.hpp"
#include <cmath>

using namespace test;
using namespace xgrad::optim;
using xgrad::Generator;
using xgrad::ValueError;

BOOST_AUTO_TEST_SUITE(grad_noise)

namespace {

template <class T>
Tensor with_grad(const Shape& shape, T gradient) {
  const std::vector<T> zeros(static_cast<std::size_t>(xgrad::numel(shape)), T{0});
  const Tensor parameter = leaf<T>(shape, zeros);
  parameter.set_grad(constant<T>(shape, std::vector<T>(zeros.size(), gradient)));
  return parameter;
}

}  // namespace

BOOST_AUTO_TEST_CASE(noise_is_what_the_generator_draws_for_one_parameter_after_the_other) {
  const Tensor p = with_grad<double>({3, 7}, 2), q = with_grad<float>({5}, -1);
  Generator generator(3), copy(3);
  const double deviation =
      add_grad_noise_({p, leaf({2}, {1, 2}), q}, 9, {.eta = 0.3, .gamma = 0.5}, generator);
  BOOST_TEST(close(deviation, std::sqrt(0.3 / std::sqrt(10)), {.relative = 1e-15}));
  std::vector<double> of_p(21);
  std::vector<float> of_q(5);
  copy.fill_normal(of_p.data(), 21, 0, deviation);
  copy.fill_normal(of_q.data(), 5, 0, deviation);
  for (double& x : of_p) x += 2;
  for (float& x : of_q) x += -1;
  BOOST_TEST(values(p.grad()) == of_p);
  BOOST_TEST(values<float>(q.grad()) == of_q);
  BOOST_TEST(generator.state() == copy.state());
}

BOOST_AUTO_TEST_CASE(variance_is_eta_at_first_and_decreases) {
  const Tensor p = with_grad<double>({20'000}, 0);
  const auto deviation_at = [&](Index step) {
    p.set_grad(Tensor(array<double>({20'000}, std::vector<double>(20'000))));
    Generator generator(1);
    const double deviation = add_grad_noise_({p}, step, {}, generator);
    double squares = 0;
    for (const double x : values(p.grad())) squares += x * x;
    BOOST_TEST(close(std::sqrt(squares / 20'000), deviation, {.relative = 0.01}));
    return deviation;
  };
  BOOST_TEST(close(deviation_at(0), 0.1, {.relative = 1e-15}));
  BOOST_TEST(close(deviation_at(999), 0.1 * std::pow(1000, -0.275), {.relative = 1e-15}));
}

BOOST_AUTO_TEST_CASE(add_grad_noise_does_not_touch_gradients_that_others_hold) {
  const Tensor p = leaf({2}, {0, 0}), q = leaf({0}, {}), held = constant({2}, {3, 4});
  p.set_grad(held);
  q.set_grad(constant({0}, {}));
  (void)add_grad_noise_({p, q}, 0);
  BOOST_TEST(values(held) == (std::vector<double>{3, 4}));
  BOOST_TEST(values(p.grad()) != (std::vector<double>{3, 4}));
}

BOOST_AUTO_TEST_CASE(add_grad_noise_refuses_invalid_arguments_before_any_change) {
  const Tensor p = with_grad<double>({2}, 1), q = with_grad<float>({2}, 1);
  BOOST_CHECK_EXCEPTION(add_grad_noise_({p}, -1, {.eta = -1, .gamma = -2}), ValueError,
                        says("add_grad_noise_: step = -1 must be at least 0; eta = -1 must be at "
                             "least 0 and finite; gamma = -2 must be at least 0 and finite"));
  BOOST_CHECK_THROW(add_grad_noise_({p, q}, 0, {.eta = 1e300}), ValueError);
  BOOST_TEST(values(p.grad()) == (std::vector<double>{1, 1}));
}

BOOST_AUTO_TEST_SUITE_END()
