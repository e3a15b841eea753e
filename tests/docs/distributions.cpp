// The code that docs/distributions.md quotes.
#include <xgrad/autograd/distributions/distributions.hpp>
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"
#include <cmath>

using namespace xgrad;
using namespace xgrad::distributions;

BOOST_AUTO_TEST_SUITE(distributions_page)

BOOST_AUTO_TEST_CASE(densities_and_draws) {
  const Tensor loc = tensor({0.0, 1.0}).requires_grad_();
  const Normal normal(loc, 0.5);
  const Tensor draws = normal.sample({3});                     // [3, 2], without gradient
  const Tensor density = normal.log_prob(draws);               // [3, 2]
  const Tensor differentiable = normal.rsample();              // [2], loc + 0.5 noise
  const Tensor penalty = kl_divergence(normal, Normal(0, 1));  // [2]
  BOOST_TEST((draws.shape() == Shape{3, 2}));
  BOOST_TEST(!draws.requires_grad());
  BOOST_TEST((density.shape() == Shape{3, 2}));
  BOOST_TEST(test::values<float>(grad(sum(differentiable), loc)) == (std::vector<float>{1, 1}));
  BOOST_TEST(test::values<float>(grad(sum(penalty), loc)) == (std::vector<float>{0, 1}));
}

BOOST_AUTO_TEST_CASE(policy_gradient) {
  const Tensor logits = zeros({4, 3}).requires_grad_();
  const Tensor rewards = tensor({1.0, 0.0, -1.0, 2.0});
  Generator generator(7);
  const Categorical policy({.logits = logits});
  const Tensor actions = policy.sample({}, generator);  // [4], int64
  const Tensor loss = -mean(policy.log_prob(actions) * rewards + 0.01 * policy.entropy());
  loss.backward();
  BOOST_TEST((actions.shape() == Shape{4}));
  BOOST_TEST((actions.dtype() == int64));
  BOOST_TEST((logits.grad().shape() == Shape{4, 3}));
}

BOOST_AUTO_TEST_SUITE_END()
