// Means of losses and errors.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/loss.hpp>
#include <xgrad/nn/metrics.hpp>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "support/close.hpp"
#include "support/misuse.hpp"
#include "support/random_tensors.hpp"
#include "support/tensors.hpp"
#include <cmath>
#include <limits>

using namespace xgrad;
using test::check_message;
using test::close;
using test::constant;
using test::Misuse;

BOOST_AUTO_TEST_SUITE(mean_metrics)

BOOST_AUTO_TEST_CASE(mean_metric_weighs_numbers) {
  nn::MeanMetric metric;
  metric.update(2, 3);
  metric.update(6);
  BOOST_TEST(metric.compute() == 3);
  BOOST_TEST(metric.count() == 4);
  metric.update(tensor({{1, 2}, {3, 0}}), 2);
  BOOST_TEST(metric.compute() == 2);
}

BOOST_AUTO_TEST_CASE(mean_metric_of_nothing_and_of_nan) {
  nn::MeanMetric metric;
  BOOST_TEST(std::isnan(metric.compute()));
  metric.update(std::nan(""), 0);  // the mean loss of a batch without targets
  metric.update(1);
  BOOST_TEST(metric.compute() == 1);
  metric.update(std::nan(""));
  BOOST_TEST(std::isnan(metric.compute()));
}

BOOST_AUTO_TEST_CASE(mean_metric_refuses_impossible_weights) {
  nn::MeanMetric metric;
  for (const double weight : {-1.0, std::nan(""), std::numeric_limits<double>::infinity()})
    check_message([&] { metric.update(ones({2}), weight); },
                  fmt::format("MeanMetric: weight is {}, must be at least 0 and finite", weight));
  BOOST_TEST(metric.count() == 0);
  BOOST_CHECK_THROW(metric.update(Tensor()), ValueError);
}

BOOST_AUTO_TEST_CASE(errors_of_the_example_of_scikit_learn) {
  const Tensor target = tensor({3.0, -0.5, 2.0, 7.0}, float64),
               input = tensor({2.5, 0.0, 2.0, 8.0}, float64);
  BOOST_TEST(nn::mean_absolute_error(input, target) == 0.5);
  BOOST_TEST(close(nn::root_mean_squared_error(input, target), std::sqrt(0.375)));
}

BOOST_AUTO_TEST_CASE(errors_equal_the_losses) {
  Generator generator(1);
  for (int example = 0; example < 50; ++example) {
    const Shape shape = {randint(1, 5, {}, generator).item<Index>(), 3};
    const Tensor input = test::random_normal(shape, generator);
    const Tensor target = test::random_normal(shape, generator);
    const Tensor mask =
        index_put(lt(rand({shape[0], 1}, float64, generator), 0.7), {0}, tensor(true));
    const test::Tolerance rounding{.relative = 4e-16};
    BOOST_TEST(close(nn::mean_absolute_error(input, target, mask),
                     nn::l1_loss(input, target, {.mask = mask}).item<double>(), rounding));
    BOOST_TEST(close(nn::root_mean_squared_error(input, target, mask),
                     sqrt(nn::mse_loss(input, target, {.mask = mask})).item<double>(), rounding));
  }
}

BOOST_AUTO_TEST_CASE(errors_are_computed_in_float64) {
  const Tensor input = tensor({16777216.0F}), target = tensor({0.25}, float64);
  BOOST_TEST(nn::mean_absolute_error(input, target) == 16777215.75);
  BOOST_TEST(nn::root_mean_squared_error(tensor({3, 5}), tensor({0, 1})) == std::sqrt(12.5));
}

BOOST_AUTO_TEST_CASE(errors_at_their_limits) {
  const Tensor nan = constant({2}, {std::nan(""), 3}), zero = zeros({2});
  for (const auto error : {nn::mean_absolute_error, nn::root_mean_squared_error}) {
    BOOST_TEST(std::isnan(error(zeros({0}), zeros({0}), {})));
    BOOST_TEST(std::isnan(error(nan, zero, {})));
    BOOST_TEST(error(nan, zero, tensor({false, true})) == 3);
    BOOST_TEST(std::isnan(error(nan, zero, zeros({2}, bool_))));
    BOOST_TEST(error(tensor(5), tensor(3), {}) == 2);
  }
}

BOOST_AUTO_TEST_CASE(errors_name_wrong_arguments) {
  const Tensor x = ones({2, 3});
  const std::vector<Misuse> misuses = {
      {"MeanAbsoluteError: input is [2, 3], target is [3]\n  hint: the shapes must be equal",
       [&] { nn::mean_absolute_error(x, ones({3})); }},
      {"RootMeanSquaredError: input is [2, 3], target is [6]\n  hint: reshape(target, [2, 3])",
       [&] { nn::root_mean_squared_error(x, ones({6})); }},
      {"MeanAbsoluteError: the mask [2, 3] is float32, must be bool",
       [&] { nn::mean_absolute_error(x, x, x); }},
      {"MeanAbsoluteError: mask [2, 2, 3] does not broadcast to the losses [2, 3]",
       [&] {
         nn::mean_absolute_error(x, x, ones({2, 2, 3}, bool_));
       }},
      {"MeanAbsoluteError: an undefined tensor", [&] { nn::mean_absolute_error(x, Tensor()); }}};
  for (const Misuse& misuse : misuses) check_message(misuse.use, misuse.message);
}

BOOST_AUTO_TEST_SUITE_END()
