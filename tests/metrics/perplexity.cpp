// Perplexity against PyTorch's cross entropy, and its units.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/metrics.hpp>

#include <boost/test/unit_test.hpp>

#include "nn/golden.hpp"
#include "support/close.hpp"
#include "support/misuse.hpp"
#include "support/tensors.hpp"
#include <cmath>
#include <limits>

using namespace xgrad;
using test::check_message;
using test::close;
using test::Misuse;
using test::recipe;

BOOST_AUTO_TEST_SUITE(perplexities)

// x = 4 * recipe(0, 3, 4, 5)  # of tests/golden/generate/generate.py
// y = torch.tensor([[0, 1, 2, 3], [4, -100, 1, 1], [2, 2, -100, 0]])
// loss = torch.nn.functional.cross_entropy(x.reshape(12, 5), y.reshape(12))
// print(loss.item(), loss.exp().item(), loss.item() / math.log(2))
BOOST_AUTO_TEST_CASE(perplexity_is_exp_of_the_cross_entropy_of_pytorch) {
  const Tensor logits = recipe(0, {3, 4, 5}) * 4.0;
  const Tensor target = tensor({{0, 1, 2, 3}, {4, -100, 1, 1}, {2, 2, -100, 0}});
  nn::Perplexity metric;
  metric.update(logits, target);
  const test::Tolerance rounding{.relative = 4e-16};
  BOOST_TEST(metric.count() == 10);
  BOOST_TEST(close(metric.loss(), 1.9310838975836735, rounding));
  BOOST_TEST(close(metric.compute(), 6.896981813562757, {.relative = 1e-15}));
  BOOST_TEST(close(metric.bits_per_token(), 2.7859651625844966, rounding));
  BOOST_TEST(close(metric.bits_per_character(40), 2.7859651625844966 / 4, rounding));
  BOOST_TEST(nn::perplexity(logits, target) == metric.compute());
}

BOOST_AUTO_TEST_CASE(perplexity_counts_only_selected_targets) {
  const Tensor logits = index_put(recipe(0, {2, 2, 3}), {0, 1}, std::nan(""));
  const Tensor target = tensor({{0, 7}, {1, 2}}), mask = tensor({{true, false}, {true, true}});
  const Tensor counted = index_select(reshape(logits, {4, 3}), 0, tensor({0, 3}));
  BOOST_TEST(nn::perplexity(logits, target, {.ignore_index = 1}, mask) ==
             nn::perplexity(counted, tensor({0, 2})));
}

// More scores than the metric converts to float64 at a time.
BOOST_AUTO_TEST_CASE(perplexity_of_many_rows_of_a_large_vocabulary) {
  const Index classes = 300'000;
  nn::Perplexity metric;
  metric.update(zeros({8, classes}), arange(8));
  BOOST_TEST(metric.count() == 8);
  BOOST_TEST(close(metric.compute(), static_cast<double>(classes), {.relative = 1e-13}));
}

BOOST_AUTO_TEST_CASE(perplexity_is_computed_in_float64) {
  const Tensor logits = tensor({{30.0F, 0.0F}});
  BOOST_TEST(close(nn::perplexity(logits, tensor({0})) - 1, std::exp(-30.0), {.relative = 2e-3}));
}

BOOST_AUTO_TEST_CASE(perplexity_from_sums) {
  BOOST_TEST(nn::perplexity(0, 3) == 1);
  BOOST_TEST(close(nn::perplexity(6 * std::log(5.0), 6), 5.0, {.relative = 1e-15}));
  BOOST_TEST(close(nn::bits_per_token(6 * std::log(8.0), 6), 3.0, {.relative = 1e-15}));
  nn::Perplexity metric;
  metric.update(2 * std::log(3.0), 2);
  metric.update(4 * std::log(3.0), 4);
  BOOST_TEST(metric.count() == 6);
  BOOST_TEST(close(metric.compute(), 3.0, {.relative = 1e-15}));
}

BOOST_AUTO_TEST_CASE(perplexity_at_its_limits) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  BOOST_TEST(std::isnan(nn::Perplexity().compute()));
  BOOST_TEST(std::isnan(nn::Perplexity().bits_per_token()));
  BOOST_TEST(std::isnan(nn::perplexity(0, 0)));
  BOOST_TEST(nn::perplexity(1000, 1) == infinity);
  BOOST_TEST(std::isnan(nn::perplexity(zeros({0, 0}), zeros({0}, int64))));
  BOOST_TEST(std::isnan(nn::perplexity(full({1, 2}, std::nan("")), tensor({0}))));
  BOOST_TEST(nn::perplexity(tensor({0.0, -infinity}, float64), tensor(1)) == infinity);
  BOOST_TEST(nn::perplexity(tensor({0.0, -infinity}, float64), tensor(0)) == 1);
}

BOOST_AUTO_TEST_CASE(perplexity_names_wrong_arguments) {
  const Tensor logits = ones({2, 3});
  const std::vector<Misuse> misuses = {
      {"Perplexity: logits are float32 [2, 3], the target is int64 [3], expected [2]",
       [&] { nn::perplexity(logits, arange(3)); }},
      {"Perplexity: logits are int64 [3], the target is int64 [3]",
       [&] { nn::perplexity(arange(3), arange(3)); }},
      {"Perplexity: target[1] = 3, but logits [2, 3] have classes 0..2",
       [&] {
         nn::perplexity(logits, tensor({2, 3}));
       }},
      {"Perplexity: the mask is bool [3], expected bool [2]",
       [&] { nn::perplexity(logits, arange(2), {}, ones({3}, bool_)); }},
      {"Perplexity: tokens is -1, must be from 0 to 9007199254740992",
       [] { nn::Perplexity().update(1, -1); }},
      {"perplexity: tokens is -1, must be at least 0", [] { nn::perplexity(1, -1); }},
      {"bits_per_token: tokens is -1, must be at least 0",
       [] { nn::Perplexity().bits_per_character(-1); }}};
  for (const Misuse& misuse : misuses) check_message(misuse.use, misuse.message);
  nn::Perplexity metric;
  metric.update(0, Index{1} << 53);
  check_message([&] { metric.update(0, 1); }, "Perplexity: tokens is 1, must be from 0 to 0");
  BOOST_TEST(metric.count() == Index{1} << 53);
}

BOOST_AUTO_TEST_SUITE_END()
