// Accuracy against its definition.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/metrics.hpp>

#include <boost/test/unit_test.hpp>

#include "support/misuse.hpp"
#include "support/random_tensors.hpp"
#include "support/tensors.hpp"
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace xgrad;
using test::check_message;
using test::constant;
using test::Misuse;

BOOST_AUTO_TEST_SUITE(accuracies)

namespace {

// Sorts the classes of each row; ties keep their order.
double by_sorting(const Tensor& scores, const Tensor& target, Index top_k) {
  Index correct = 0;
  for (Index row = 0; row < target.numel(); ++row) {
    const std::vector<double> values = scores.select(0, row).to_vector<double>();
    std::vector<std::size_t> classes(values.size());
    std::iota(classes.begin(), classes.end(), std::size_t{0});
    std::ranges::stable_sort(classes, [&](auto a, auto b) { return values[a] > values[b]; });
    const auto end = classes.begin() + top_k;
    if (std::find(classes.begin(), end, target.select(0, row).item<std::size_t>()) != end)
      ++correct;
  }
  return static_cast<double>(correct) / static_cast<double>(target.numel());
}

}  // namespace

BOOST_AUTO_TEST_CASE(accuracy_of_the_example_of_scikit_learn) {
  const Tensor scores =
      tensor({{0.5, 0.2, 0.2}, {0.3, 0.4, 0.2}, {0.2, 0.4, 0.3}, {0.7, 0.2, 0.1}}, float64);
  const Tensor target = tensor({0, 1, 2, 2});
  BOOST_TEST(nn::accuracy(scores, target) == 0.5);
  BOOST_TEST(nn::accuracy(scores, target, {.top_k = 2}) == 0.75);
  BOOST_TEST(nn::accuracy(scores, target, {.top_k = 3}) == 1);
}

BOOST_AUTO_TEST_CASE(accuracy_equals_the_sorted_classes) {
  Generator generator(4);
  for (int example = 0; example < 100; ++example) {
    const Index size = randint(1, 8, {}, generator).item<Index>();
    const Index classes = randint(1, 6, {}, generator).item<Index>();
    const Tensor scores = round(test::random_normal({size, classes}, generator) * 2.0);
    const Tensor target = randint(0, classes, {size}, generator);
    for (Index top_k = 1; top_k <= classes; ++top_k)
      BOOST_TEST(nn::accuracy(scores, target, {.top_k = top_k}) ==
                 by_sorting(scores, target, top_k));
    BOOST_TEST(nn::accuracy(argmax(scores, 1), target) == nn::accuracy(scores, target));
  }
}

BOOST_AUTO_TEST_CASE(accuracy_takes_the_lowest_class_of_equal_scores) {
  BOOST_TEST(nn::accuracy(zeros({3, 3}), tensor({0, 1, 2}), {.top_k = 2}) == 2.0 / 3);
  const double infinity = std::numeric_limits<double>::infinity();
  BOOST_TEST(nn::accuracy(constant({1, 2}, {-infinity, -infinity}), tensor({0})) == 1);
}

BOOST_AUTO_TEST_CASE(accuracy_counts_only_selected_targets) {
  const Tensor predicted = tensor({{0, 1, 2}, {0, 0, 0}}),
               target = tensor({{0, 2, -100}, {0, 5, 0}});
  const Tensor mask = tensor({{true, true, true}, {true, false, false}});
  nn::Accuracy metric;
  metric.update(predicted, target, mask);
  BOOST_TEST(metric.count() == 3);
  BOOST_TEST(metric.compute() == 2.0 / 3);
  BOOST_TEST(nn::accuracy(predicted, target, {.ignore_index = 2}, mask) == 2.0 / 3);
  const Tensor scores =
      index_put(zeros({2, 3, 2}), {1, 1}, std::nan(""));  // no score of [1, 1] is read
  BOOST_TEST(nn::accuracy(scores, minimum(target, 1), {}, mask) == 2.0 / 3);
}

BOOST_AUTO_TEST_CASE(accuracy_of_a_single_target_and_of_none) {
  BOOST_TEST(nn::accuracy(constant({2}, {1, 2}), tensor(1)) == 1);
  BOOST_TEST(nn::accuracy(tensor(3), tensor(4)) == 0);
  BOOST_TEST(std::isnan(nn::accuracy(zeros({0, 2}), zeros({0}, int64))));
  BOOST_TEST(std::isnan(nn::Accuracy().compute()));
}

BOOST_AUTO_TEST_CASE(accuracy_names_wrong_arguments) {
  const Tensor scores = ones({2, 2, 3}), target = tensor({{0, 1}, {2, 0}});
  const Tensor nan = index_put(scores, {1, 0, 2}, std::nan(""));
  const std::vector<Misuse> misuses = {
      {"Accuracy: top_k is 0, must be positive", [] { nn::Accuracy({.top_k = 0}); }},
      {"Accuracy: top_k is 4, but scores [2, 2, 3] have 3 classes",
       [&] { nn::accuracy(scores, target, {.top_k = 4}); }},
      {"Accuracy: top_k is 2, but the input int64 [2, 2] holds class indices",
       [&] { nn::accuracy(target, target, {.top_k = 2}); }},
      {"Accuracy: scores are float32 [2, 2, 3], the target is int64 [2], expected [2, 2]",
       [&] {
         nn::accuracy(scores, tensor({0, 1}));
       }},
      {"Accuracy: scores are bool [2, 2, 3], the target is int64 [2, 2]",
       [&] { nn::accuracy(gt(scores, 0), target); }},
      {"Accuracy: the input is int64 [2, 2], the target is int64 [2]\n  hint: their shapes must be "
       "equal",
       [&] {
         nn::accuracy(target, tensor({0, 1}));
       }},
      {"Accuracy: target[0, 1] = 3, but scores [2, 2, 3] have classes 0..2",
       [&] { nn::accuracy(scores, target * 3); }},
      {"Accuracy: a score of target[1, 0] is NaN", [&] { nn::accuracy(nan, target); }},
      {"Accuracy: a score of target[1, 0] is NaN",
       [&] { nn::accuracy(nan, target, {.ignore_index = 1}); }},
      {"Accuracy: the mask is bool [2], expected bool [2, 2]",
       [&] { nn::accuracy(target, target, {}, ones({2}, bool_)); }},
      {"Accuracy: an undefined tensor", [&] { nn::accuracy(Tensor(), target); }},
      {"Accuracy: an undefined tensor", [&] { nn::accuracy(scores, Tensor()); }}};
  for (const Misuse& misuse : misuses) check_message(misuse.use, misuse.message);
  nn::Accuracy metric;
  BOOST_CHECK_THROW(metric.update(nan, target), NumericError);
  BOOST_CHECK_THROW(metric.update(scores, target * 3), IndexError);
  BOOST_TEST(metric.count() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
