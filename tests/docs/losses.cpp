// The code that docs/losses.md quotes.
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include <cmath>

using namespace xgrad;
using nn::Reduction;
using test::close;

BOOST_AUTO_TEST_SUITE(losses_page)

BOOST_AUTO_TEST_CASE(a_mask_and_weights) {
  const std::vector<Index> lengths = {3, 1};
  const Tensor output = ones({3, 2}), target = zeros({3, 2}), importance = full({3, 2}, 0.5);
  const Tensor mask = nn::sequence_mask(lengths);  // [3, 2], false in the padding
  const Tensor loss = nn::l1_loss(output, target, {.weight = importance, .mask = mask});
  const Tensor losses = nn::l1_loss(output, target, Reduction::none);  // [3, 2]
  BOOST_TEST(loss.item<float>() == 0.5F);
  BOOST_TEST(losses.shape() == (Shape{3, 2}));
}

BOOST_AUTO_TEST_CASE(quantiles_of_a_forecast) {
  const nn::Linear head(4, 3);
  const Tensor features = randn({8, 4}), target = randn({8});
  const Tensor forecast = head(features);  // [8, 3]
  const Tensor loss = nn::quantile_loss(forecast, target, {0.1, 0.5, 0.9});
  BOOST_TEST(loss.item<float>() > 0);
  BOOST_TEST(loss.rank() == 0U);
}

BOOST_AUTO_TEST_CASE(a_learned_variance) {
  const nn::Linear head(4, 2);
  const Tensor features = randn({8, 4}), target = randn({8});
  const auto parts = unbind(head(features), -1);
  const Tensor loss = nn::gaussian_nll_loss(parts[0], target, exp(parts[1]));
  BOOST_TEST(std::isfinite(loss.item<float>()));
}

BOOST_AUTO_TEST_CASE(distillation) {
  const Tensor student = randn({8, 5}), teacher = randn({8, 5});
  const Tensor loss = nn::kl_div(log_softmax(student, -1), log_softmax(teacher, -1),
                                 {.reduction = Reduction::batchmean, .log_target = true});
  const Tensor same = nn::cross_entropy(student, softmax(teacher, -1)) -
                      nn::cross_entropy(teacher, softmax(teacher, -1));
  BOOST_TEST(close(loss, same, {.absolute = 2e-6}));
}

BOOST_AUTO_TEST_SUITE_END()
