// Losses of numbers at infinite errors and at their corners, and losses of several quantiles.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/loss/regression.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/tensors.hpp"
#include <limits>

using namespace xgrad;
using nn::Reduction;
using test::close, test::constant, test::leaf, test::values;

BOOST_AUTO_TEST_SUITE(regression_losses)

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Tensor zeros_of(const Tensor& x) {
  return constant(x.shape(), std::vector<double>(static_cast<std::size_t>(x.numel())));
}

}  // namespace

BOOST_AUTO_TEST_CASE(huber_loss_is_linear_beyond_delta) {
  const Tensor x = leaf({4}, {1e300, -kInfinity, 0.5, 2});
  const Tensor losses = nn::huber_loss(x, zeros_of(x), 2, Reduction::none);
  BOOST_TEST(values(losses) == (std::vector<double>{2e300, kInfinity, 0.125, 2}));
  BOOST_TEST(values(grad(sum(losses), x)) == (std::vector<double>{2, -2, 0.5, 2}));
}

BOOST_AUTO_TEST_CASE(smooth_l1_loss_is_linear_from_beta_on) {
  const Tensor x = leaf({5}, {0.5, -0.5, 0, kInfinity, 0.25});
  const Tensor losses = nn::smooth_l1_loss(x, zeros_of(x), 0.5, Reduction::none);
  BOOST_TEST(values(losses) == (std::vector<double>{0.25, 0.25, 0, kInfinity, 0.0625}));
  BOOST_TEST(values(grad(sum(losses), x)) == (std::vector<double>{1, -1, 0, 1, 0.5}));
}

BOOST_AUTO_TEST_CASE(smooth_l1_loss_with_beta_0_is_l1_loss) {
  const Tensor x = leaf({3}, {0, -2, kInfinity});
  for (const double beta : {0.0, 1e-60}) {  // 1e-60 is 0 in float32
    const Tensor single = to(x, float32);
    const Tensor losses =
        nn::smooth_l1_loss(single, to(zeros_of(x), float32), beta, Reduction::none);
    BOOST_TEST(values(to(losses, float64)) == (std::vector<double>{0, 2, kInfinity}));
    BOOST_TEST(values(grad(sum(losses), x)) == (std::vector<double>{0, -1, 1}));
  }
}

BOOST_AUTO_TEST_CASE(smooth_l1_loss_is_huber_loss_over_beta) {
  const Tensor x = constant({4}, {0.1, -0.6, 0.7, -3});
  BOOST_TEST(close(nn::smooth_l1_loss(x, zeros_of(x), 0.7, Reduction::none),
                   nn::huber_loss(x, zeros_of(x), 0.7, Reduction::none) / 0.7,
                   {.relative = 1e-15}));
}

BOOST_AUTO_TEST_CASE(quantile_loss_of_the_quantiles_0_and_1_is_one_sided) {
  const Tensor x = leaf({4}, {-kInfinity, -1, 1, kInfinity}), y = constant({4}, {0, 0, 0, 0});
  const Tensor lowest = nn::quantile_loss(x, y, 0, {.reduction = Reduction::none});
  BOOST_TEST(values(lowest) == (std::vector<double>{0, 0, 1, kInfinity}));
  BOOST_TEST(values(grad(sum(lowest), x)) == (std::vector<double>{0, 0, 1, 1}));
  const Tensor highest = nn::quantile_loss(x, y, 1, {.reduction = Reduction::none});
  BOOST_TEST(values(highest) == (std::vector<double>{kInfinity, 1, 0, 0}));
  BOOST_TEST(values(grad(sum(highest), x)) == (std::vector<double>{-1, -1, 0, 0}));
}

BOOST_AUTO_TEST_CASE(quantile_loss_has_the_derivative_zero_at_an_exact_forecast) {
  const Tensor x = leaf({1}, {2}), y = leaf({1}, {2});
  const Tensor loss = nn::quantile_loss(x, y, 0.9);
  BOOST_TEST(loss.item<double>() == 0);
  BOOST_TEST(grad(loss, x).item<double>() == 0);
  BOOST_TEST(grad(nn::quantile_loss(x, y, 0.9), y).item<double>() == 0);
}

BOOST_AUTO_TEST_CASE(quantile_loss_is_least_at_the_quantile) {
  const Tensor sample = reshape(constant({4}, {1, 2, 3, 10}), {4, 1});
  const auto loss_of = [&](double forecast, double quantile) {
    return nn::quantile_loss(full_like(sample, forecast), sample, quantile).item<double>();
  };
  for (const double forecast : {1.0, 2.0, 10.0}) {
    BOOST_TEST(loss_of(3, 0.6) < loss_of(forecast, 0.6));
  }
}

BOOST_AUTO_TEST_CASE(quantile_loss_of_several_quantiles_holds_those_of_each_one) {
  const Tensor x = constant({2, 3}, {1, 2, 4, 0, -1, 3}), y = constant({2}, {1.5, 0.5});
  const std::vector<double> quantiles = {0.1, 0.5, 0.9};
  const Tensor losses = nn::quantile_loss(x, y, quantiles, {.reduction = Reduction::none});
  for (std::size_t i = 0; i < quantiles.size(); ++i) {
    const auto column = static_cast<Index>(i);
    BOOST_TEST(close(
        select(losses, 1, column),
        nn::quantile_loss(select(x, 1, column), y, quantiles[i], {.reduction = Reduction::none})));
  }
  const Tensor mask = tensor({{true}, {false}});
  BOOST_TEST(close(nn::quantile_loss(x, y, quantiles, {.mask = mask}),
                   sum(select(losses, 0, 0)) / 3.0, {.relative = 1e-15}));
  const Tensor none = nn::quantile_loss(constant({2, 0}, {}), y, std::vector<double>(),
                                        {.reduction = Reduction::sum});
  BOOST_TEST(none.item<double>() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
