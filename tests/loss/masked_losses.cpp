// Losses with a mask: broadcast, of the padding of sequences, and of classes.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/layers/linear.hpp>
#include <xgrad/nn/loss.hpp>
#include <xgrad/nn/recurrent.hpp>
#include <xgrad/nn/recurrent/packed_sequence.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"
#include <cmath>
#include <limits>

using namespace xgrad;
using nn::Reduction;

BOOST_AUTO_TEST_SUITE(masked_losses)

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

using Options = nn::ElementLossOptions;

}  // namespace

BOOST_AUTO_TEST_CASE(mean_divides_by_the_number_of_losses_that_a_broadcast_mask_selects) {
  const Tensor losses_of_two =
      nn::mse_loss(ones({2, 3}), zeros({2, 3}), Options{.mask = tensor({{true}, {false}})});
  BOOST_TEST(losses_of_two.item<float>() == 1);
}

BOOST_AUTO_TEST_CASE(nan_in_the_padding_does_not_reach_layers_behind_the_recurrent_one) {
  const nn::LSTM lstm({.input_size = 3, .hidden_size = 4});
  const nn::Linear head(4, 1);
  const std::vector<Index> lengths = {2, 1};
  const Tensor target = tensor({{0.5, 0.5}, {0.5, kNaN}});
  const Tensor y =
      squeeze(head(lstm(randn({2, 2, 3}), nn::Sequences{.lengths = lengths}).output), -1);
  nn::mse_loss(y, target, Options{.mask = nn::sequence_mask(lengths)}).backward();
  for (const float g : head.weight.grad().to_vector<float>()) BOOST_TEST(std::isfinite(g));
  for (const float g : head.bias.grad().to_vector<float>()) BOOST_TEST(std::isfinite(g));
}

BOOST_AUTO_TEST_CASE(cross_entropy_leaves_out_masked_rows) {
  const Tensor logits = test::leaf({3, 2}, {1, 2, kNaN, kInfinity, 0.5, -1});
  const Tensor target = tensor({1, 77, 0}), counted = tensor({true, false, true});
  const Tensor loss = nn::cross_entropy(logits, target, {.mask = counted});
  const Tensor kept = nn::cross_entropy(test::constant({2, 2}, {1, 2, 0.5, -1}), tensor({1, 0}));
  BOOST_TEST(loss.item<double>() == kept.item<double>());
  const std::vector<double> g = test::values(grad(loss, logits));
  BOOST_TEST(g[2] == 0);
  BOOST_TEST(g[3] == 0);
  for (const double element : g) BOOST_TEST(std::isfinite(element));
  BOOST_TEST(
      nn::nll_loss(logits, target, {.reduction = Reduction::sum, .mask = counted}).item<double>() ==
      -2.5);
}

BOOST_AUTO_TEST_SUITE_END()
