// The area under the ROC curve against its definition.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/metrics.hpp>

#include <boost/test/unit_test.hpp>

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

BOOST_AUTO_TEST_SUITE(areas)

namespace {

// The share of the pairs of a positive and a negative example that are in the right order.
double by_pairs(const std::vector<double>& scores, const std::vector<std::int64_t>& target) {
  double right = 0, all = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    for (std::size_t j = 0; j < scores.size(); ++j) {
      if (target[i] != 1 || target[j] != 0) continue;
      all += 1;
      right += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
    }
  }
  return right / all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(auroc_of_the_example_of_scikit_learn) {
  BOOST_TEST(nn::auroc(constant({4}, {0.1, 0.4, 0.35, 0.8}), tensor({0, 0, 1, 1})) == 0.75);
}

BOOST_AUTO_TEST_CASE(auroc_is_the_share_of_ordered_pairs) {
  Generator generator(3);
  for (int example = 0; example < 200; ++example) {
    const Index size = randint(2, 30, {}, generator).item<Index>();
    const double step = example % 2 == 0 ? 2 : 1000;  // many ties, few ties
    const Tensor scores = round(test::random_normal({size}, generator) * step);
    const Tensor target =
        index_put(randint(0, 2, {size}, generator), {Slice(0, 2)}, tensor({0, 1}));
    const double expected = by_pairs(scores.to_vector<double>(), target.to_vector<std::int64_t>());
    BOOST_TEST(close(nn::auroc(scores, target), expected, {.absolute = 2e-16}));
    // Other scores of the same order.
    BOOST_TEST(nn::auroc(exp(scores * (1 / step)), target) == nn::auroc(scores, target));
  }
}

BOOST_AUTO_TEST_CASE(auroc_takes_infinite_and_signed_zero_scores) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  BOOST_TEST(nn::auroc(constant({4}, {-inf, inf, -0.0, 0.0}), tensor({0, 1, 0, 1})) == 0.875);
}

BOOST_AUTO_TEST_CASE(auroc_of_one_class_is_nan) {
  BOOST_TEST(std::isnan(nn::AUROC().compute()));
  BOOST_TEST(std::isnan(nn::auroc(ones({3}), ones({3}, int64))));
  BOOST_TEST(std::isnan(nn::auroc(ones({3}), zeros({3}, int64))));
}

BOOST_AUTO_TEST_CASE(auroc_ignores_targets_of_the_ignore_index_and_of_the_mask) {
  const Tensor scores = constant({2, 3}, {0.1, std::nan(""), 0.4, 0.35, 0.8, std::nan("")});
  const Tensor target = tensor({{0, -7, 0}, {1, 1, 5}});
  const Tensor mask = tensor({{true, true, true}, {true, true, false}});
  BOOST_TEST(nn::auroc(scores, target, {.ignore_index = -7}, mask) == 0.75);
}

BOOST_AUTO_TEST_CASE(auroc_names_wrong_arguments) {
  const Tensor scores = constant({1, 2}, {0.5, std::nan("")}), target = tensor({{0, 1}});
  const std::vector<Misuse> misuses = {
      {"AUROC: input[0, 1] is NaN", [&] { nn::auroc(scores, target); }},
      {"AUROC: target[0, 1] = 2, expected 0..1", [&] { nn::auroc(scores, target * 2); }},
      {"AUROC: the input is float64 [1, 2], the target is int64 [2]\n  hint: their shapes must be "
       "equal",
       [&] {
         nn::auroc(scores, tensor({0, 1}));
       }},
      {"AUROC: the input is float64 [1, 2], the target is float32 [1, 2]\n  hint: the target must "
       "be int64",
       [&] { nn::auroc(scores, to(target, float32)); }},
      {"AUROC: the scores are int64 [1, 2], expected float32 or float64",
       [&] { nn::auroc(target, target); }},
      {"AUROC: the mask is int64 [1, 2], expected bool [1, 2]",
       [&] { nn::auroc(scores, target, {}, target); }},
      {"AUROC: an undefined tensor", [&] { nn::auroc(Tensor(), target); }}};
  for (const Misuse& misuse : misuses) check_message(misuse.use, misuse.message);
  nn::AUROC metric;
  metric.update(constant({2}, {0, 1}), tensor({0, 1}));
  BOOST_CHECK_THROW(metric.update(scores, target), NumericError);
  BOOST_CHECK_THROW(metric.update(ones({1}), tensor({-1})), IndexError);
  BOOST_TEST(metric.compute() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
