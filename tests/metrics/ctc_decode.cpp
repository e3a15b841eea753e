// Decoding of CTC outputs against all paths.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/loss/ctc.hpp>
#include <xgrad/nn/metrics.hpp>

#include <boost/test/unit_test.hpp>

#include "loss/ctc_paths.hpp"
#include "support/close.hpp"
#include "support/random_tensors.hpp"
#include "support/tensors.hpp"
#include <algorithm>
#include <limits>

using namespace xgrad;
using test::close;
using test::Labels;
using test::says;

BOOST_AUTO_TEST_SUITE(ctc_decode)

namespace {

constexpr Index kUnlimited = std::numeric_limits<Index>::max();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// One sequence, whose steps have these probabilities.
Tensor log_probs_of(const std::vector<std::vector<double>>& steps) {
  std::vector<double> all;
  for (const auto& step : steps) all.insert(all.end(), step.begin(), step.end());
  return log(test::constant(
      {static_cast<Index>(steps.size()), 1, static_cast<Index>(steps[0].size())}, all));
}

Tensor random_log_probs(const Shape& shape, Generator& generator) {
  return log_softmax(2 * test::random_normal(shape, generator), -1);
}

std::vector<Labels> labels_of(const std::vector<nn::CtcHypothesis>& hypotheses) {
  std::vector<Labels> labels;
  labels.reserve(hypotheses.size());
  for (const auto& hypothesis : hypotheses) labels.push_back(hypothesis.labels);
  return labels;
}

}  // namespace

BOOST_AUTO_TEST_CASE(ctc_greedy_decode_merges_repetitions_and_removes_blanks) {
  const Tensor path = tensor({1, 1, 0, 1, 2, 2, 0, 0, 3});
  const Tensor log_probs = unsqueeze(log(one_hot(path, 4)), 1);
  BOOST_TEST((nn::ctc_greedy_decode(log_probs)[0] == Labels{1, 1, 2, 3}));
  BOOST_TEST((nn::ctc_greedy_decode(log_probs, tensor({4}))[0] == Labels{1, 1}));
  BOOST_TEST((nn::ctc_greedy_decode(log_probs, {}, 2)[0] == Labels{1, 0, 1, 0, 3}));
  BOOST_TEST(nn::ctc_greedy_decode(log_probs, tensor({0}))[0].empty());
}

BOOST_AUTO_TEST_CASE(ctc_greedy_decode_takes_the_best_class_of_each_step) {
  Generator generator(4);
  for (int example = 0; example < 50; ++example) {
    const Tensor log_probs = random_log_probs({6, 3, 4}, generator);
    const Tensor best = argmax(log_probs, -1);
    const std::vector<Labels> decoded = nn::ctc_greedy_decode(to(log_probs, float32));
    for (Index b = 0; b < 3; ++b)
      BOOST_TEST((decoded[static_cast<std::size_t>(b)] ==
                  test::labels_of(select(best, 1, b).to_vector<std::int64_t>(), 0)));
  }
  const Tensor uniform = zeros({3, 1, 4});
  BOOST_TEST(nn::ctc_greedy_decode(uniform)[0].empty());
  BOOST_TEST((nn::ctc_greedy_decode(uniform, {}, 3)[0] == Labels{0}));
}

// Each of the two best paths is a blank, but two other paths become {1}.
BOOST_AUTO_TEST_CASE(ctc_beam_decode_adds_the_paths_of_a_sequence) {
  const Tensor log_probs = log_probs_of({{0.6, 0.4}, {0.6, 0.4}});
  BOOST_TEST(nn::ctc_greedy_decode(log_probs)[0].empty());
  const auto found = nn::ctc_beam_decode(log_probs, {}, {.beam_width = 3, .top_paths = 3})[0];
  BOOST_TEST((labels_of(found) == std::vector<Labels>{{1}, {}}));
  BOOST_TEST(close(found[0].log_probability, std::log(0.64), {.absolute = 1e-15}));
  BOOST_TEST(close(found[1].log_probability, std::log(0.36), {.absolute = 1e-15}));
}

BOOST_AUTO_TEST_CASE(ctc_beam_decode_without_limit_finds_all_sequences) {
  Generator generator(5);
  for (int example = 0; example < 100; ++example) {
    std::int64_t time = 0, classes = 0, blank = 0;
    generator.fill_randint(&time, 1, 0, 6);
    generator.fill_randint(&classes, 1, 1, 4);
    generator.fill_randint(&blank, 1, 0, classes);
    const Tensor log_probs = random_log_probs({time, 1, classes}, generator);
    auto expected = test::log_probabilities(select(log_probs, 1, 0), blank);
    const auto found = nn::ctc_beam_decode(
        log_probs, {}, {.beam_width = kUnlimited, .top_paths = kUnlimited, .blank = blank})[0];
    BOOST_TEST(found.size() == expected.size());
    for (const auto& [labels, log_probability] : found)
      BOOST_TEST(close(log_probability, expected.at(labels), {.absolute = 1e-13}));
    BOOST_TEST(
        std::ranges::is_sorted(found, std::greater<>(), &nn::CtcHypothesis::log_probability));
  }
}

BOOST_AUTO_TEST_CASE(a_narrow_ctc_beam_gives_lower_bounds_of_the_log_probabilities) {
  Generator generator(6);
  const Tensor log_probs = random_log_probs({30, 4, 8}, generator),
               lengths = tensor({30, 20, 1, 0});
  for (const Index width : {1, 3, 20}) {
    const auto found =
        nn::ctc_beam_decode(log_probs, lengths, {.beam_width = width, .top_paths = width});
    for (std::size_t b = 0; b < 4; ++b) {
      BOOST_TEST(found[b].size() <= static_cast<std::size_t>(width));
      std::vector<Labels> distinct = labels_of(found[b]);
      std::ranges::sort(distinct);
      BOOST_TEST((std::ranges::adjacent_find(distinct) == distinct.end()));
      for (const auto& [labels, log_probability] : found[b]) {
        const auto at = static_cast<Index>(b);
        const double exact =
            -nn::ctc_loss(narrow(log_probs, 1, at, 1), from_vector(labels),
                          narrow(lengths, 0, at, 1), tensor({static_cast<Index>(labels.size())}),
                          {.reduction = nn::Reduction::sum})
                 .item<double>();
        BOOST_TEST(log_probability <= exact + 1e-12);
        BOOST_TEST(log_probability > exact - 5);
      }
    }
    BOOST_TEST((labels_of(found[3]) == std::vector<Labels>{{}}));
    BOOST_TEST(found[3][0].log_probability == 0);
  }
}

// A prefix that leaves the beam, unlike its extension, and returns is the prefix of that extension.
BOOST_AUTO_TEST_CASE(ctc_beam_decode_recognizes_prefixes_that_return_to_the_beam) {
  Generator generator(11);
  const Tensor log_probs = random_log_probs({15, 200, 3}, generator);
  for (const auto& found : nn::ctc_beam_decode(log_probs, {}, {.beam_width = 4, .top_paths = 4})) {
    std::vector<Labels> distinct = labels_of(found);
    std::ranges::sort(distinct);
    BOOST_TEST((std::ranges::adjacent_find(distinct) == distinct.end()));
  }
}

BOOST_AUTO_TEST_CASE(ctc_beam_decode_resolves_ties_in_order_of_prefixes_and_classes) {
  const Tensor uniform = log_probs_of({{0.25, 0.25, 0.25, 0.25}, {0.25, 0.25, 0.25, 0.25}});
  const auto found = nn::ctc_beam_decode(uniform, {}, {.top_paths = 8})[0];
  BOOST_TEST(
      (labels_of(found) == std::vector<Labels>{{1}, {2}, {3}, {}, {1, 2}, {1, 3}, {2, 1}, {2, 3}}));
}

BOOST_AUTO_TEST_CASE(ctc_beam_decode_returns_possible_sequences_only) {
  const Tensor log_probs = log_probs_of({{0, 1, 0}, {0.5, 0, 0.5}});
  const auto found = nn::ctc_beam_decode(log_probs, {}, {.top_paths = 9})[0];
  BOOST_TEST((labels_of(found) == std::vector<Labels>{{1}, {1, 2}}));
  BOOST_TEST(nn::ctc_beam_decode(log_probs_of({{0, 0}}))[0].empty());
}

BOOST_AUTO_TEST_CASE(ctc_decoders_do_not_read_padding) {
  const Tensor clean = log_probs_of({{0.2, 0.8}, {0.9, 0.1}});
  const Tensor padded = cat({clean, full({1, 1, 2}, std::nan(""), float64)});
  const Tensor lengths = tensor({2});
  BOOST_TEST((nn::ctc_greedy_decode(padded, lengths) == nn::ctc_greedy_decode(clean)));
  BOOST_TEST(nn::ctc_beam_decode(padded, lengths)[0][0].log_probability ==
             nn::ctc_beam_decode(clean)[0][0].log_probability);
  BOOST_TEST(nn::ctc_greedy_decode(zeros({3, 0, 2})).empty());
  BOOST_TEST(nn::ctc_beam_decode(zeros({3, 0, 2})).empty());
}

BOOST_AUTO_TEST_CASE(ctc_decoders_name_wrong_arguments) {
  const Tensor x = zeros({3, 2, 4});
  BOOST_CHECK_EXCEPTION(
      nn::ctc_greedy_decode(zeros({3, 4})), ShapeError,
      says("ctc_greedy_decode: log_probs are float32 [3, 4], expected [time, batch, classes]"));
  BOOST_CHECK_EXCEPTION(
      nn::ctc_greedy_decode(x, tensor({3, 4})), ValueError,
      says("ctc_greedy_decode: lengths[1] is 4, but log_probs [3, 2, 4] have 3 time steps"));
  BOOST_CHECK_EXCEPTION(
      nn::ctc_greedy_decode(x, {}, 4), IndexError,
      says("ctc_greedy_decode: blank is 4, but log_probs [3, 2, 4] have classes 0..3"));
  BOOST_CHECK_EXCEPTION(nn::ctc_beam_decode(x, {}, {.beam_width = 2, .top_paths = 3}), ValueError,
                        says("ctc_beam_decode: top_paths is 3, beam_width is 2"));
  BOOST_CHECK_THROW(nn::ctc_beam_decode(x, {}, {.top_paths = 0}), ValueError);
  BOOST_CHECK_THROW(nn::ctc_beam_decode(zeros({3, 2, 4}, int64)), DTypeError);
  BOOST_CHECK_THROW(nn::ctc_greedy_decode(Tensor()), ValueError);
  const Tensor infinite = log_probs_of({{0.5, 0.5}, {1, kInfinity}});
  BOOST_CHECK_EXCEPTION(nn::ctc_beam_decode(infinite), NumericError,
                        says("ctc_beam_decode: log_probs[1, 0, 1] is inf"));
  BOOST_CHECK_THROW(nn::ctc_greedy_decode(full({1, 1, 2}, std::nan(""))), NumericError);
}

BOOST_AUTO_TEST_SUITE_END()
