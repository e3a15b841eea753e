// Likelihoods and divergences at extreme inputs: probabilities of 0 and 1, infinite logits, variances
// of 0.
//
// Values named as PyTorch's are those of torch.nn.functional 1.13.1 with reduction="none" and float64
// inputs; gradients are those of their sum.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/loss/likelihood.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/derivatives.hpp"
#include "support/random_tensors.hpp"
#include "support/tensors.hpp"
#include <cmath>
#include <limits>

using namespace xgrad;
using nn::Reduction;
using test::close, test::constant, test::leaf, test::values;

BOOST_AUTO_TEST_SUITE(likelihood_losses)

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr Reduction none = Reduction::none;

using Numbers = std::vector<double>;

}  // namespace

BOOST_AUTO_TEST_CASE(binary_cross_entropy_with_logits_has_derivatives_for_its_weights) {
  Generator generator(4);
  const auto random = [&](const Shape& shape) { return test::random_leaf(shape, generator); };
  const std::vector<Tensor> inputs = {random({3, 2}), random({3, 2}), random({3, 1}), random({2})};
  for (const Reduction reduction : {Reduction::mean, none}) {
    test::check_derivatives(
        [reduction](const std::vector<Tensor>& t) {
          return nn::binary_cross_entropy_with_logits(
              t[0], t[1], {.reduction = reduction, .weight = t[2], .pos_weight = t[3]});
        },
        inputs);
  }
}

BOOST_AUTO_TEST_CASE(binary_cross_entropy_with_logits_is_exact_for_logits_of_any_size) {
  for (const DType dtype : {float32, float64}) {
    const Tensor logits = tensor({1e4, -1e4, 1e4, -1e4, 0.0}, dtype).requires_grad_();
    const Tensor target = tensor({1.0, 0.0, 0.0, 1.0, 1.0}, dtype);
    const Tensor losses = nn::binary_cross_entropy_with_logits(logits, target, {.reduction = none});
    BOOST_TEST(
        close(losses, tensor({0.0, 0.0, 1e4, 1e4, std::log(2.0)}, float64), {.absolute = 1e-7}));
    BOOST_TEST(close(grad(sum(losses), logits), tensor({0.0, 0.0, 1.0, -1.0, -0.5}, float64)));
  }
  // Where an answer is nearly right, the loss and its slope keep all their digits.
  const Tensor sure = leaf({1}, {-60});
  const Tensor loss = nn::binary_cross_entropy_with_logits(sure, constant({1}, {0}));
  BOOST_TEST(close(loss, std::exp(-60.0), {.relative = 1e-15}));
  BOOST_TEST(close(grad(loss, sure), std::exp(-60.0), {.relative = 1e-15}));
}

BOOST_AUTO_TEST_CASE(binary_cross_entropy_of_probabilities_0_and_1_matches_pytorch) {
  const Tensor p = leaf({5}, {0, 1, 0, 1, 1e-20});
  const Tensor losses =
      nn::binary_cross_entropy(p, constant({5}, {1, 0, 0.25, 0.25, 1}), {.reduction = none});
  BOOST_TEST(close(losses, Numbers{100, 100, 25, 75, 46.051701859880914}, {.relative = 1e-15}));
  BOOST_TEST(close(grad(sum(losses), p),
                   Numbers{-1000000003995.8029, 1000000003995.8029, -250000000998.9507,
                           750000002996.852, -1000000003995.8029},
                   {.relative = 5e-9}));  // the limit is 1e-12 in float32 there
}

BOOST_AUTO_TEST_CASE(binary_cross_entropy_of_right_answers_has_exact_derivatives) {
  const Tensor p = leaf({2}, {0, 1});  // PyTorch's gradient is 0
  const Tensor loss =
      nn::binary_cross_entropy(p, constant({2}, {0, 1}), {.reduction = Reduction::sum});
  BOOST_TEST(loss.item<double>() == 0);
  BOOST_TEST(values(grad(loss, p)) == (Numbers{1, -1}));
}

BOOST_AUTO_TEST_CASE(kl_div_of_probabilities_of_zero_is_zero) {
  // PyTorch: the first loss is NaN.
  const Tensor x = leaf({4}, {-kInfinity, -1, -kInfinity, 0}), y = leaf({4}, {0, 0, 0.5, 1});
  const Tensor losses = nn::kl_div(x, y, {.reduction = none});
  BOOST_TEST(values(losses) == (Numbers{0, 0, kInfinity, 0}));
  BOOST_TEST(values(grad(sum(nn::kl_div(x, y, {.reduction = none})), x)) ==
             (Numbers{0, 0, -0.5, -1}));
  BOOST_TEST(values(grad(sum(losses), y)) == (Numbers{0, 0, kInfinity, 1}));
}

BOOST_AUTO_TEST_CASE(kl_div_of_log_probabilities_of_minus_infinity_is_zero) {
  const Tensor x = leaf({3}, {-kInfinity, -1, 0}), y = leaf({3}, {-kInfinity, -kInfinity, 0});
  const auto loss = [&] { return sum(nn::kl_div(x, y, {.reduction = none, .log_target = true})); };
  BOOST_TEST(loss().item<double>() == 0);
  BOOST_TEST(values(grad(loss(), x)) == (Numbers{0, 0, -1}));
  BOOST_TEST(values(grad(loss(), y)) == (Numbers{0, 0, 1}));
}

BOOST_AUTO_TEST_CASE(kl_div_of_equal_distributions_is_zero) {
  const Tensor logits = constant({2, 3}, {1, 2, 3, -1, 0, 5});
  const Tensor log_p = log_softmax(logits, -1);
  BOOST_TEST(close(nn::kl_div(log_p, softmax(logits, -1), {.reduction = Reduction::batchmean}), 0.0,
                   {.absolute = 1e-15}));
  BOOST_TEST(nn::kl_div(log_p, log_p, {.log_target = true}).item<double>() == 0);
}

BOOST_AUTO_TEST_CASE(poisson_nll_loss_of_a_rate_of_zero_is_infinite_only_for_events) {
  // PyTorch: the first loss is NaN.
  const Tensor x = constant({3}, {-kInfinity, -kInfinity, 0}), y = constant({3}, {0, 1, 1});
  BOOST_TEST(values(nn::poisson_nll_loss(x, y, {.reduction = none})) == (Numbers{0, kInfinity, 1}));
  const nn::PoissonNllOptions rates{.reduction = none, .log_input = false};
  BOOST_TEST(close(nn::poisson_nll_loss(constant({2}, {0, 0}), constant({2}, {0, 1}), rates),
                   Numbers{0, 18.420680743952367}, {.relative = 1e-15}));
}

BOOST_AUTO_TEST_CASE(poisson_nll_loss_in_full_adds_stirling_only_above_1) {
  const Tensor x = constant({3}, {0, 0, 0}), y = leaf({3}, {0, 1, 2});
  const Tensor losses = nn::poisson_nll_loss(x, y, {.reduction = none, .full = true});
  BOOST_TEST(close(losses, Numbers{1, 1, 1.651806484604536}, {.relative = 1e-15}));
  BOOST_TEST(close(grad(sum(losses), y), Numbers{0, 0, 0.9431471805599453}, {.absolute = 1e-15}));
}

BOOST_AUTO_TEST_CASE(gaussian_nll_loss_of_a_variance_of_zero_is_that_of_eps_as_in_pytorch) {
  const Tensor x = leaf({3}, {1, 0, 1}), y = constant({3}, {0, 0, 0});
  const Tensor var = leaf({3}, {0, 0, 1e-7});
  const auto losses = [&] { return nn::gaussian_nll_loss(x, y, var, {.reduction = none}); };
  BOOST_TEST(close(losses(), Numbers{499993.092244721, -6.907755278982137, 499993.092244721},
                   {.relative = 1e-15}));
  BOOST_TEST(close(grad(sum(losses()), x), Numbers{1e6, 0, 1e6}, {.relative = 1e-15}));
  BOOST_TEST(close(grad(sum(losses()), var), Numbers{-499999500000.0, 500000.0, -499999500000.0},
                   {.relative = 1e-14}));
}

BOOST_AUTO_TEST_CASE(gaussian_nll_loss_takes_a_variance_per_row_as_pytorch) {
  const Tensor x = constant({2, 2}, {1, 2, 3, 4}), y = constant({2, 2}, {0, 0, 0, 0});
  const Tensor var = constant({2}, {1, 4});  // of the rows, not of the columns
  const nn::GaussianNllOptions options{.reduction = none};
  BOOST_TEST(close(nn::gaussian_nll_loss(x, y, var, options),
                   nn::gaussian_nll_loss(x, y, expand(unsqueeze(var, -1), {2, 2}), options)));
}

BOOST_AUTO_TEST_SUITE_END()
