// Losses with a mask or with weights of 0: what they leave out reaches neither value nor gradient.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
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

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

using Options = nn::ElementLossOptions;
using Loss =
    std::function<Tensor(const Tensor& input, const Tensor& target, const Options& options)>;

const std::vector<std::pair<const char*, Loss>>& losses() {
  static const std::vector<std::pair<const char*, Loss>> all = {
      {"mse_loss",
       [](const Tensor& x, const Tensor& y, const Options& o) { return nn::mse_loss(x, y, o); }},
      {"l1_loss",
       [](const Tensor& x, const Tensor& y, const Options& o) { return nn::l1_loss(x, y, o); }},
      {"huber_loss", [](const Tensor& x, const Tensor& y,
                        const Options& o) { return nn::huber_loss(x, y, 0.5, o); }},
      {"binary_cross_entropy_with_logits", [](const Tensor& x, const Tensor& y, const Options& o) {
         return nn::binary_cross_entropy_with_logits(
             x, y, {.reduction = o.reduction, .weight = o.weight, .mask = o.mask});
       }}};
  return all;
}

Tensor mask() {
  return tensor({true, true, false, true, false, false});
}

// The spoilt places are those that the mask leaves out.
Tensor numbers(double spoilt, double scale) {
  return test::leaf({6}, {0.75 * scale, 0.25, spoilt, 0.5, -spoilt, spoilt});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(masked_losses)

BOOST_AUTO_TEST_CASE(masked_elements_affect_neither_loss_nor_gradients) {
  const Tensor weight = to(mask(), float64) * 2.0;
  for (const auto& [name, loss] : losses()) {
    for (const double spoilt : {kNaN, kInfinity}) {
      for (const bool by_weight : {false, true}) {
        BOOST_TEST_CONTEXT(name << " " << spoilt << (by_weight ? ", weight" : ", mask")) {
          const Tensor x = numbers(spoilt, -3), y = numbers(spoilt, 1);
          const Tensor clean_x = numbers(0, -3), clean_y = numbers(0, 1);
          const Options options{.reduction = Reduction::sum,
                                .weight = by_weight ? weight : Tensor(),
                                .mask = by_weight ? Tensor() : mask()};
          const Tensor value = loss(x, y, options);
          const Tensor kept = index_select(loss(clean_x, clean_y, {.reduction = Reduction::none}),
                                           0, tensor({0, 1, 3}));
          BOOST_TEST(std::abs((value - sum(kept) * (by_weight ? 2.0 : 1.0)).item<double>()) <
                     1e-15);
          const std::vector<Tensor> g = grad({value}, {x, y}, {.create_graph = true});
          const std::vector<Tensor> clean =
              grad({loss(clean_x, clean_y, options)}, {clean_x, clean_y});
          for (std::size_t k = 0; k < 2; ++k) {
            BOOST_TEST(test::values(g[k]) == test::values(clean[k]),
                       boost::test_tools::per_element());
          }
          const std::vector<Tensor> second =
              grad({sum(square(g[0])) + sum(g[1])}, {x, y}, {.allow_unused = true});
          for (const Tensor& gg : second) {
            if (!gg.defined()) continue;
            for (const double element : test::values(gg)) BOOST_TEST(std::isfinite(element));
          }
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(mean_divides_by_the_number_of_unmasked_elements) {
  const Tensor x = numbers(kNaN, -3), y = numbers(kNaN, 1);
  for (const auto& [name, loss] : losses()) {
    const double mean = loss(x, y, {.mask = mask()}).item<double>();
    const double sum = loss(x, y, {.reduction = Reduction::sum, .mask = mask()}).item<double>();
    BOOST_TEST(std::abs(mean - sum / 3) < 1e-15, name);
  }
  const Tensor losses_of_two =
      nn::mse_loss(ones({2, 3}), zeros({2, 3}), Options{.mask = tensor({{true}, {false}})});
  BOOST_TEST(losses_of_two.item<float>() == 1);
}

BOOST_AUTO_TEST_CASE(a_mean_over_nothing_is_nan_with_gradients_of_zero) {
  for (const auto& [name, loss] : losses()) {
    const Tensor x = numbers(kNaN, -3), y = numbers(kNaN, 1);
    const Tensor value = loss(x, y, {.mask = zeros({6}, bool_)});
    BOOST_TEST(std::isnan(value.item<double>()), name);
    for (const double g : test::values(grad(value, x))) BOOST_TEST(g == 0, name);
  }
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

BOOST_AUTO_TEST_CASE(masks_that_do_not_fit_are_errors) {
  const Tensor x = ones({2, 3}), y = ones({2, 3});
  BOOST_CHECK_THROW(nn::mse_loss(x, y, Options{.mask = ones({2, 3})}), DTypeError);
  BOOST_CHECK_THROW(nn::l1_loss(x, y, Options{.mask = ones({4, 2, 3}, bool_)}), ShapeError);
  BOOST_CHECK_THROW(nn::huber_loss(x, y, 1, Options{.weight = ones({4, 2, 3})}), ShapeError);
  BOOST_CHECK_THROW(nn::cross_entropy(x, tensor({0, 1}), {.mask = ones({3}, bool_)}), ShapeError);
  BOOST_CHECK_THROW(nn::cross_entropy(x, tensor({0, 1}), {.mask = ones({2})}), DTypeError);
}

BOOST_AUTO_TEST_SUITE_END()
