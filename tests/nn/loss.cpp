// Losses and dropout: values, gradients, what is ignored, and errors.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/dropout.hpp>
#include <xgrad/nn/loss.hpp>

#include <boost/test/unit_test.hpp>

#include "golden/losses.hpp"
#include "nn/golden.hpp"
#include "support/arrays.hpp"
#include <limits>

using namespace xgrad;
using nn::Reduction;

namespace {

void check_cross_entropy(const nn::CrossEntropyOptions& options, std::span<const double> value,
                         std::span<const double> gradient) {
  const Tensor logits = test::recipe(1, {5, 4}).requires_grad_();
  const Tensor loss = nn::cross_entropy(logits, tensor({2, 0, -100, 3, 1}), options);
  BOOST_TEST(test::distance(loss, value) < 1e-15);
  (loss.rank() == 0 ? loss : sum(mul(loss, test::recipe(2, {5})))).backward();
  BOOST_TEST(test::distance(logits.grad(), gradient) < 1e-15);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(loss)

BOOST_AUTO_TEST_CASE(cross_entropy_equals_pytorch) {
  namespace g = golden::losses;
  check_cross_entropy({}, g::cross_entropy_mean, g::grad_cross_entropy_mean);
  check_cross_entropy({.reduction = Reduction::sum}, g::cross_entropy_sum,
                      g::grad_cross_entropy_sum);
  check_cross_entropy({.reduction = Reduction::none}, g::cross_entropy_none,
                      g::grad_cross_entropy_none);
  const Tensor weight = tensor({0.5, 1.0, 1.5, 2.0}, float64);
  check_cross_entropy({.weight = weight}, g::cross_entropy_mean_weighted,
                      g::grad_cross_entropy_mean_weighted);
  check_cross_entropy({.reduction = Reduction::sum, .weight = weight},
                      g::cross_entropy_sum_weighted, g::grad_cross_entropy_sum_weighted);
  check_cross_entropy({.reduction = Reduction::none, .weight = weight},
                      g::cross_entropy_none_weighted, g::grad_cross_entropy_none_weighted);
}

BOOST_AUTO_TEST_CASE(classes_lie_on_the_last_axis) {
  const Tensor logits = test::recipe(1, {3, 2, 4});
  const Tensor target = tensor({{0, 1}, {2, 3}, {1, 1}});
  const Tensor flat = nn::cross_entropy(reshape(logits, {6, 4}), reshape(target, {6}));
  BOOST_TEST(nn::cross_entropy(logits, target).item<double>() == flat.item<double>());
  const Tensor each = nn::cross_entropy(logits, target, {.reduction = Reduction::none});
  BOOST_TEST((each.shape() == Shape{3, 2}));
  const Tensor single = nn::cross_entropy(select(select(logits, 0, 0), 0, 1), tensor(1));
  BOOST_TEST(single.item<double>() == each.to_vector<double>()[1]);
}

BOOST_AUTO_TEST_CASE(ignored_rows_do_not_reach_anything) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Tensor logits = tensor({{0.0, 0.0}, {nan, 1.0}}, float64).requires_grad_();
  const Tensor loss = nn::cross_entropy(logits, tensor({1, 7}), {.ignore_index = 7});
  BOOST_TEST(std::abs(loss.item<double>() - std::log(2.0)) < 1e-15);
  loss.backward();
  BOOST_TEST(test::distance(logits.grad(), tensor({{0.5, -0.5}, {0.0, 0.0}}, float64)) < 1e-15);
  const Tensor none = nn::cross_entropy(logits, tensor({7, 7}), {.ignore_index = 7});
  BOOST_TEST(std::isnan(none.item<double>()));
  BOOST_TEST(
      nn::cross_entropy(logits, tensor({7, 7}), {.reduction = Reduction::sum, .ignore_index = 7})
          .item<double>() == 0);
}

BOOST_AUTO_TEST_CASE(mse_equals_pytorch) {
  namespace g = golden::losses;
  for (const bool mean : {true, false}) {
    const Tensor x = test::recipe(3, {2, 3}).requires_grad_();
    const Tensor loss =
        nn::mse_loss(x, test::recipe(4, {2, 3}), mean ? Reduction::mean : Reduction::sum);
    loss.backward();
    BOOST_TEST(test::distance(loss, mean ? g::mse_mean : g::mse_sum) < 1e-15);
    BOOST_TEST(test::distance(x.grad(), mean ? g::grad_mse_mean : g::grad_mse_sum) < 1e-15);
  }
  const Tensor each = nn::mse_loss(tensor({1.0, 2.0}), tensor({0.0, 5.0}), Reduction::none);
  BOOST_TEST(test::distance(each, tensor({1.0, 9.0})) == 0);
}

BOOST_AUTO_TEST_CASE(errors) {
  const Tensor logits = zeros({3, 2, 5});
  const Tensor target = tensor({{0, 1}, {2, 5}, {0, 0}});
  BOOST_CHECK_EXCEPTION(nn::cross_entropy(logits, target), IndexError,
                        test::says("target[1, 1] = 5, but logits [3, 2, 5] have classes 0..4"));
  BOOST_CHECK_EXCEPTION(nn::cross_entropy(logits, zeros({3, 2})), DTypeError,
                        test::says("the target is float32 [3, 2]\n  hint: "));
  BOOST_CHECK_EXCEPTION(nn::cross_entropy(logits, zeros({3, 5}, int64)), ShapeError,
                        test::says("the target is int64 [3, 5], expected [3, 2]\n  hint: "));
  BOOST_CHECK_EXCEPTION(nn::cross_entropy(logits, target, {.weight = ones({4})}), ShapeError,
                        test::says("the class weights are float32 [4]"));
  BOOST_CHECK_EXCEPTION(nn::mse_loss(zeros({10, 1}), zeros({10})), ShapeError,
                        test::says("mse_loss: input is [10, 1], target is [10]\n  hint: "
                                   "reshape(target, [10, 1])"));
}

BOOST_AUTO_TEST_CASE(dropout_scales_what_it_keeps) {
  Generator generator(5);
  const Tensor x = ones({10000}, float64).requires_grad_();
  const Tensor y = nn::dropout(x, 0.25, generator);
  sum(y).backward();
  BOOST_TEST(test::distance(x.grad(), y) == 0);
  double zeros_seen = 0;
  for (const double value : y.to_vector<double>()) {
    BOOST_TEST((value == 0 || value == 1 / 0.75));
    zeros_seen += value == 0;
  }
  BOOST_TEST(std::abs(zeros_seen - 2500) < 4 * std::sqrt(10000 * 0.25 * 0.75));

  const nn::Dropout layer(0.5, generator);
  layer.eval();
  BOOST_TEST(test::distance(layer(x), x) == 0);
  layer.train();
  BOOST_TEST(test::distance(layer(x), x) == 1);
  BOOST_TEST(test::distance(nn::dropout(x, 0), x) == 0);
  BOOST_TEST(test::distance(nn::dropout(x, 1), zeros({10000}, float64)) == 0);
  BOOST_TEST(layer.title() == "Dropout 0.5");
}

BOOST_AUTO_TEST_SUITE_END()
