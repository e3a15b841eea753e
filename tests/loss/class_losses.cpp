// Losses of classes: values, gradients, what is ignored, and errors.
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "loss/golden_losses.hpp"
#include "support/arrays.hpp"
#include "support/derivatives.hpp"
#include "support/random_tensors.hpp"
#include <limits>

using namespace xgrad;
using nn::Reduction;

BOOST_AUTO_TEST_SUITE(class_losses)

namespace {

const double kInf = std::numeric_limits<double>::infinity();
const double kNan = std::numeric_limits<double>::quiet_NaN();

Tensor class_weights() {
  return tensor({0.5, 1.0, 1.5, 2.0}, float64);
}

Tensor targets() {
  return tensor({2, 0, -100, 3, 1});
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_option_matches_pytorch) {
  for (const auto& [reduction, name] : test::kReductions) {
    for (const bool weighted : {false, true}) {
      const std::string suffix = std::string(name) + (weighted ? "_weighted" : "");
      const Tensor weight = weighted ? class_weights() : Tensor();
      for (const double smoothing : {0.0, 0.3}) {
        const Tensor logits = test::recipe(1, {5, 4}).requires_grad_();
        const Tensor loss = nn::cross_entropy(
            logits, targets(),
            {.reduction = reduction, .weight = weight, .label_smoothing = smoothing});
        test::check_loss((smoothing > 0 ? "smoothed_" : "cross_entropy_") + suffix, loss, logits);
      }
      const Tensor log_p = test::recipe(1, {5, 4}).requires_grad_();
      const Tensor loss =
          nn::nll_loss(log_p, targets(), {.reduction = reduction, .weight = weight});
      test::check_loss("nll_" + suffix, loss, log_p);
    }
  }
}

BOOST_AUTO_TEST_CASE(derivatives) {
  Generator generator(3);
  const Tensor weight = test::random_leaf({4}, generator);
  for (const auto& [reduction, name] : test::kReductions) {
    const auto smoothed = [&, r = reduction](const Tensor& x, const Tensor& w) {
      return nn::cross_entropy(x, targets(), {.reduction = r, .weight = w, .label_smoothing = 0.3});
    };
    const auto nll = [&, r = reduction](const Tensor& x, const Tensor& w) {
      return nn::nll_loss(x, targets(), {.reduction = r, .weight = w});
    };
    const std::vector<Tensor> inputs = {test::random_leaf({5, 4}, generator), weight};
    test::check_derivatives(smoothed, inputs);
    test::check_derivatives(nll, inputs);
  }
}

BOOST_AUTO_TEST_CASE(classes_lie_on_the_last_axis) {
  const Tensor logits = test::recipe(1, {3, 2, 4});
  const Tensor target = tensor({{0, 1}, {2, 3}, {1, 1}});
  const nn::CrossEntropyOptions smoothed = {.label_smoothing = 0.1};
  const Tensor flat = nn::cross_entropy(reshape(logits, {6, 4}), reshape(target, {6}), smoothed);
  BOOST_TEST(nn::cross_entropy(logits, target, smoothed).item<double>() == flat.item<double>());
  const Tensor strided = transpose(contiguous(transpose(logits, 0, 2)), 0, 2);
  BOOST_TEST(nn::cross_entropy(strided, target, smoothed).item<double>() == flat.item<double>());
  const Tensor each = nn::cross_entropy(logits, target, {.reduction = Reduction::none});
  BOOST_TEST(each.shape() == (Shape{3, 2}));
  const Tensor single = nn::cross_entropy(select(select(logits, 0, 0), 0, 1), tensor(1));
  BOOST_TEST(single.item<double>() == each.to_vector<double>()[1]);
  BOOST_TEST(
      nn::nll_loss(zeros({0, 4}), zeros({0}, int64), {.reduction = Reduction::sum}).item<float>() ==
      0);
  BOOST_TEST(nn::cross_entropy(ones({1, 1}), zeros({1}, int64)).item<float>() == 0);
}

BOOST_AUTO_TEST_CASE(nll_of_log_softmax_is_cross_entropy) {
  const Tensor logits = test::recipe(1, {5, 4});
  BOOST_TEST(nn::nll_loss(log_softmax(logits, -1), targets()).item<double>() ==
             nn::cross_entropy(logits, targets()).item<double>());
}

BOOST_AUTO_TEST_CASE(ignored_rows_affect_neither_loss_nor_gradients) {
  for (const double smoothing : {0.0, 0.5}) {
    const Tensor logits = tensor({{0.0, 0.0}, {kNan, 1.0}}, float64).requires_grad_();
    const Tensor loss = nn::cross_entropy(logits, tensor({1, 7}),
                                          {.ignore_index = 7, .label_smoothing = smoothing});
    BOOST_TEST(std::abs(loss.item<double>() - std::log(2.0)) < 1e-15);
    loss.backward();
    const double g = 0.5 - smoothing / 2;
    BOOST_TEST(
        test::close(logits.grad(), tensor({{g, -g}, {0.0, 0.0}}, float64), {.absolute = 1e-15}));
  }
  const Tensor logits = zeros({2, 2});
  const Tensor none = nn::cross_entropy(logits, tensor({7, 7}), {.ignore_index = 7});
  BOOST_TEST(std::isnan(none.item<double>()));
  BOOST_TEST(
      nn::cross_entropy(logits, tensor({7, 7}), {.reduction = Reduction::sum, .ignore_index = 7})
          .item<double>() == 0);
}

BOOST_AUTO_TEST_CASE(large_logits_stay_finite) {
  const Tensor logits = tensor({{1e4, -1e4, 0.0}, {1e4, -1e4, 0.0}}, float64).requires_grad_();
  const Tensor losses = nn::cross_entropy(logits, tensor({0, 1}), {.reduction = Reduction::none});
  BOOST_TEST(test::close(losses, tensor({0.0, 2e4}, float64)));
  sum(losses).backward();
  BOOST_TEST(test::close(logits.grad(), tensor({{0.0, 0.0, 0.0}, {1.0, -1.0, 0.0}}, float64)));
  // A class that is ruled out costs nothing where it is not the target.
  const Tensor ruled_out = tensor({{-kInf, 0.0}}, float64);
  BOOST_TEST(nn::cross_entropy(ruled_out, tensor({1})).item<double>() == 0);
}

BOOST_AUTO_TEST_CASE(cross_entropy_of_one_hot_probabilities_is_that_of_class_indices) {
  const Tensor logits = test::recipe(1, {5, 4}), target = tensor({2, 0, 1, 3, 1});
  const Tensor probabilities = to(one_hot(target, 4), float64);
  for (const auto& [reduction, name] : test::kReductions) {
    for (const double smoothing : {0.0, 0.3}) {
      const nn::CrossEntropyOptions options{.reduction = reduction, .label_smoothing = smoothing};
      BOOST_TEST(test::close(nn::cross_entropy(logits, probabilities, options),
                             nn::cross_entropy(logits, target, options), {.absolute = 2e-15}));
    }
  }
}

BOOST_AUTO_TEST_CASE(cross_entropy_of_a_probability_of_zero_is_zero_for_any_logit) {
  // PyTorch: the loss is NaN.
  const Tensor logits = tensor({{-kInf, 0.0}}, float64).requires_grad_();
  const Tensor loss = nn::cross_entropy(logits, tensor({{0.0, 1.0}}, float64));
  BOOST_TEST(loss.item<double>() == 0);
  BOOST_TEST(test::close(grad(loss, logits), tensor({{0.0, 0.0}}, float64)));
}

BOOST_AUTO_TEST_CASE(cross_entropy_of_probabilities_does_not_broadcast) {
  const Tensor logits = zeros({3, 5});
  BOOST_CHECK_EXCEPTION(
      nn::cross_entropy(logits, zeros({3})), ShapeError,
      test::says("cross_entropy: logits are float32 [3, 5], the target is float32 "
                 "[3], expected [3, 5]\n  hint: a floating target holds class "
                 "probabilities, class indices are int64"));
  BOOST_CHECK_EXCEPTION(nn::cross_entropy(logits, zeros({3, 5}, float64)), DTypeError,
                        test::says("the target is float64 [3, 5]\n  hint: to(target, float32)"));
  BOOST_CHECK_EXCEPTION(nn::cross_entropy(logits, logits, {.ignore_index = 0}), ValueError,
                        test::says("ignore_index is 0, but the target float32 [3, 5] holds "
                                   "probabilities\n  hint: ignore rows by .mask"));
  BOOST_CHECK_EXCEPTION(nn::cross_entropy(logits, logits, {.weight = ones({3})}), ShapeError,
                        test::says("the class weights are float32 [3]"));
  BOOST_CHECK_EXCEPTION(nn::cross_entropy(logits, logits, {.mask = ones({3, 5}, bool_)}),
                        ShapeError, test::says("the mask is bool [3, 5], expected bool [3]"));
}

BOOST_AUTO_TEST_CASE(errors) {
  const Tensor logits = zeros({3, 2, 5});
  const Tensor target = tensor({{0, 1}, {2, 5}, {0, 0}});
  BOOST_CHECK_EXCEPTION(nn::cross_entropy(logits, target), IndexError,
                        test::says("target[1, 1] = 5, but logits [3, 2, 5] have classes 0..4"));
  BOOST_CHECK_EXCEPTION(nn::cross_entropy(logits, zeros({3, 2}, bool_)), DTypeError,
                        test::says("the target is bool [3, 2]\n  hint: "));
  BOOST_CHECK_EXCEPTION(nn::nll_loss(logits, logits), DTypeError,
                        test::says("the target is float32 [3, 2, 5]\n  hint: "));
  BOOST_CHECK_EXCEPTION(nn::cross_entropy(logits, zeros({3, 5}, int64)), ShapeError,
                        test::says("the target is int64 [3, 5], expected [3, 2]\n  hint: "));
  BOOST_CHECK_EXCEPTION(nn::cross_entropy(logits, target, {.weight = ones({4})}), ShapeError,
                        test::says("the class weights are float32 [4]"));
  BOOST_CHECK_EXCEPTION(nn::cross_entropy(logits, target, {.label_smoothing = 1.5}), ValueError,
                        test::says("cross_entropy: label_smoothing is 1.5, must be in [0, 1]"));
  BOOST_CHECK_EXCEPTION(nn::nll_loss(logits, target), IndexError,
                        test::says("nll_loss: target[1, 1] = 5, but log_probabilities [3, 2, 5] "
                                   "have classes 0..4\n  hint: ignore_index is -100"));
  BOOST_CHECK_EXCEPTION(nn::nll_loss(logits, zeros({3}, int64)), ShapeError,
                        test::says("nll_loss: log_probabilities are float32 [3, 2, 5], the target "
                                   "is int64 [3], expected [3, 2]\n  hint: the last axis of the "
                                   "log_probabilities holds the classes"));
}

BOOST_AUTO_TEST_CASE(class_weight_of_zero_gives_zero_loss_and_gradients_of_infinite_losses) {
  const Tensor weight = tensor({0.0, 1.0}, float64);
  const auto check = [&](const char* name, const auto& loss_of) {
    const Tensor x = tensor({{-kInf, 0.0}}, float64).requires_grad_();
    const Tensor loss = loss_of(x);
    loss.backward();
    BOOST_TEST_CONTEXT(name) {
      BOOST_TEST(loss.item<double>() == 0);
      BOOST_TEST(x.grad().to_vector<double>() == (std::vector<double>{0, 0}));
    }
  };
  check("nll_loss", [&](const Tensor& x) {
    return nn::nll_loss(x, tensor({0}), {.reduction = Reduction::sum, .weight = weight});
  });
  check("cross_entropy", [&](const Tensor& x) {
    return nn::cross_entropy(x, tensor({0}), {.reduction = Reduction::sum, .weight = weight});
  });
  check("cross_entropy of probabilities", [&](const Tensor& x) {
    return nn::cross_entropy(x, tensor({{0.5, 0.0}}, float64),
                             {.reduction = Reduction::sum, .weight = weight});
  });
}

BOOST_AUTO_TEST_SUITE_END()
