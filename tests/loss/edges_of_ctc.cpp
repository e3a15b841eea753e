// The CTC loss at its limits: impossible alignments, empty sequences, padding, infinities, errors.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/loss.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/tensors.hpp"
#include <cmath>
#include <limits>
#include <utility>

using namespace xgrad;
using nn::Reduction;
using test::close;
using test::says;

BOOST_AUTO_TEST_SUITE(edges_of_ctc)

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
using Numbers = std::vector<double>;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// log(1 / classes) everywhere.
Tensor uniform(Index time, Index batch, Index classes) {
  return full({time, batch, classes}, -std::log(static_cast<double>(classes)), float64)
      .requires_grad_();
}

constexpr nn::CtcOptions kEach{.reduction = Reduction::none};

}  // namespace

BOOST_AUTO_TEST_CASE(ctc_loss_of_an_empty_target_is_that_of_blanks) {
  const Tensor log_probs = log_softmax(test::leaf({2, 1, 3}, {1, 2, 3, -1, 0, 0.5}), -1);
  const Tensor loss = nn::ctc_loss(log_probs, zeros({1, 0}, int64), {2}, {0});
  BOOST_TEST(close(loss, -sum(select(log_probs, 2, 0)), {.absolute = 1e-15}));
}

// {1, 1} needs a blank between its labels.
BOOST_AUTO_TEST_CASE(ctc_loss_of_an_impossible_alignment_is_infinite_with_gradients_of_zero) {
  for (const bool zero_infinity : {false, true}) {
    const Tensor log_probs = uniform(2, 3, 3);
    const Tensor losses =
        nn::ctc_loss(log_probs, tensor({{1, 1, 1}, {1, 2, 2}, {1, 2, 1}}), {2, 2, 2}, {2, 2, 3},
                     {.reduction = Reduction::none, .zero_infinity = zero_infinity});
    const double lost = zero_infinity ? 0 : kInfinity, two_steps = 2 * std::log(3.0);
    BOOST_TEST(close(losses, Numbers{lost, two_steps, lost}, {.absolute = 1e-15}));
    const Tensor g = grad({sum(losses)}, {log_probs}, {.create_graph = true})[0];
    const Numbers expected = {0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, 0, 0, 0};
    BOOST_TEST(close(g, expected, {.absolute = 1e-15}));
    BOOST_TEST(close(grad(sum(square(g)), log_probs), zeros({2, 3, 3}, float64)));
  }
  const Tensor log_probs = uniform(2, 2, 3), targets = tensor({{1, 1}, {1, 2}});
  const auto mean = [&](bool zero_infinity) {
    return nn::ctc_loss(log_probs, targets, {2, 2}, {2, 2}, {.zero_infinity = zero_infinity});
  };
  BOOST_TEST(mean(false).item<double>() == kInfinity);
  BOOST_TEST(close(mean(true), std::log(3.0) / 2, {.absolute = 1e-15}));
}

BOOST_AUTO_TEST_CASE(ctc_loss_without_steps_is_zero_for_an_empty_target_only) {
  const Tensor targets = tensor({{1}, {1}, {1}});
  for (const Index time : {0, 2}) {
    const Tensor log_probs = uniform(time, 3, 2);
    const Tensor losses = nn::ctc_loss(log_probs, targets, {0, 0, time}, {0, 1, 0}, kEach);
    const double blanks = static_cast<double>(time) * std::log(2.0);
    BOOST_TEST(close(losses, Numbers{0, kInfinity, blanks}, {.absolute = 1e-15}));
    const Tensor g = grad(sum(losses), log_probs);
    BOOST_TEST(close(narrow(g, 1, 0, 2), zeros({time, 2, 2}, float64)));
  }
}

BOOST_AUTO_TEST_CASE(ctc_loss_of_an_empty_batch_has_no_elements) {
  const Tensor log_probs = uniform(3, 0, 2), targets = zeros({0, 4}, int64);
  const std::vector<Index> none;
  const auto loss = [&](Reduction reduction) {
    return nn::ctc_loss(log_probs, targets, none, none, {.reduction = reduction});
  };
  BOOST_TEST(loss(Reduction::none).shape() == (Shape{0}));
  BOOST_TEST(loss(Reduction::sum).item<double>() == 0);
  BOOST_TEST(std::isnan(loss(Reduction::mean).item<double>()));
  BOOST_TEST(grad(loss(Reduction::sum), log_probs).shape() == (Shape{3, 0, 2}));
}

BOOST_AUTO_TEST_CASE(padding_affects_neither_ctc_loss_nor_gradients) {
  const Tensor clean = test::leaf({2, 1, 3}, {1, 2, 3, -1, 0, 0.5});
  for (const double spoilt : {kNaN, kInfinity, -kInfinity}) {
    const std::vector<double> padding(6, spoilt);
    const Tensor logits =
        cat({clean.detach(), test::constant({2, 1, 3}, padding)}).detach().requires_grad_();
    const Tensor loss = nn::ctc_loss_with_logits(logits, tensor({2, 1}), {2}, {2});
    const Tensor expected = nn::ctc_loss_with_logits(clean, tensor({2, 1}), {2}, {2});
    BOOST_TEST(loss.item<double>() == expected.item<double>());
    const Tensor g = grad({loss}, {logits}, {.create_graph = true})[0];
    const Tensor valid = grad({expected}, {clean}, {.create_graph = true})[0];
    const Tensor zero = zeros({2, 1, 3}, float64);
    BOOST_TEST(close(g, cat({valid, zero})));
    BOOST_TEST(close(grad(sum(square(g)), logits), cat({grad(sum(square(valid)), clean), zero})));

    const Tensor log_probs =
        cat({log_softmax(clean.detach(), -1), test::constant({2, 1, 3}, padding)})
            .detach()
            .requires_grad_();
    const Tensor own = nn::ctc_loss(log_probs, tensor({2, 1}), {2}, {2});
    BOOST_TEST(own.item<double>() == expected.item<double>());
    BOOST_TEST(close(narrow(grad(own, log_probs), 0, 2, 2), zero));
  }
}

BOOST_AUTO_TEST_CASE(longer_sequences_do_not_change_the_others_in_a_ctc_loss) {
  const Tensor logits =
      test::leaf({4, 2, 2}, {1, 2, kNaN, 0, 3, -1, 0, kNaN, 1, 1, 0, 0, 1, 0, 0, 2});
  const Tensor losses =
      nn::ctc_loss_with_logits(logits, tensor({{1, 1}, {1, 1}}), {4, 0}, {2, 0}, kEach);
  BOOST_TEST(std::isfinite(losses.to_vector<double>()[0]));
  BOOST_TEST(losses.to_vector<double>()[1] == 0);
  for (const double element : test::values(grad(sum(losses), logits)))
    BOOST_TEST(std::isfinite(element));
}

// A class of probability 0 has a gradient of 0; a path through it does not count.
BOOST_AUTO_TEST_CASE(ctc_loss_is_exact_at_logits_of_minus_infinity) {
  const Tensor logits = test::leaf({2, 1, 3}, {0, 0, -kInfinity, -kInfinity, 0, 0});
  const Tensor loss = nn::ctc_loss_with_logits(logits, tensor({1}), {2}, {1});
  BOOST_TEST(close(loss, std::log(2.0), {.absolute = 1e-15}));
  const Tensor g = grad({loss}, {logits}, {.create_graph = true})[0];
  BOOST_TEST(close(g, Numbers{0, 0, 0, 0, -0.5, 0.5}, {.absolute = 1e-15}));
  BOOST_TEST(
      close(grad(sum(square(g)), logits), Numbers{0, 0, 0, 0, -0.5, 0.5}, {.absolute = 1e-15}));
  // The paths of these targets end at the first step or at the last one.
  for (const auto& [target, blank] : {std::pair{tensor({2, 0}), 1}, {tensor({1, 0}), 2}}) {
    const Tensor lost = nn::ctc_loss_with_logits(logits, target, {2}, {2}, {.blank = blank});
    BOOST_TEST(lost.item<double>() == kInfinity);
    BOOST_TEST(close(grad(lost, logits), zeros({2, 1, 3}, float64)));
  }
}

BOOST_AUTO_TEST_CASE(ctc_loss_of_nan_is_nan) {
  const Tensor logits = test::leaf({2, 1, 2}, {0, 0, kNaN, 0});
  for (const double infinite : {kNaN, kInfinity}) {
    const Tensor x = where(isnan(logits), infinite, logits).detach();
    BOOST_TEST(std::isnan(nn::ctc_loss_with_logits(x, tensor({1}), {2}, {1}).item<double>()));
  }
}

BOOST_AUTO_TEST_CASE(ctc_loss_names_wrong_labels) {
  const Tensor x = uniform(5, 2, 4);
  const auto loss = [&](const Tensor& targets, std::int64_t blank = 0) {
    return nn::ctc_loss(x, targets, {5, 4}, {2, 1}, {.blank = blank});
  };
  BOOST_CHECK_EXCEPTION(
      loss(tensor({{1, 4}, {2, 0}})), IndexError,
      says("ctc_loss: targets[0, 1] is 4, but log_probs [5, 2, 4] have classes 0..3"));
  BOOST_CHECK_EXCEPTION(loss(tensor({1, 3, -1})), IndexError, says("targets[2] is -1, but"));
  BOOST_CHECK_EXCEPTION(loss(tensor({{1, 2}, {0, 0}})), ValueError,
                        says("ctc_loss: targets[1, 0] is 0, the blank"));
  BOOST_CHECK_EXCEPTION(loss(tensor({{1, 2}, {1, 0}}), 4), IndexError,
                        says("ctc_loss: blank is 4, but log_probs [5, 2, 4] have classes 0..3"));
  BOOST_CHECK_THROW(loss(tensor({{1, 2}, {1, 0}}), -1), IndexError);
  BOOST_CHECK_EXCEPTION(
      nn::ctc_loss_with_logits(x, tensor({1, 2, 9}), {5, 4}, {2, 1}), IndexError,
      says("ctc_loss_with_logits: targets[2] is 9, but logits [5, 2, 4] have classes 0..3"));
}

BOOST_AUTO_TEST_CASE(ctc_loss_names_wrong_lengths) {
  const Tensor x = uniform(5, 2, 4), targets = tensor({{1, 2}, {1, 2}});
  BOOST_CHECK_EXCEPTION(
      nn::ctc_loss(x, targets, {5, 6}, {2, 1}), ValueError,
      says("ctc_loss: input_lengths[1] is 6, but log_probs [5, 2, 4] have 5 time steps"));
  BOOST_CHECK_EXCEPTION(nn::ctc_loss(x, targets, {5, 5}, {3, 1}), ValueError,
                        says("ctc_loss: target_lengths[0] is 3, but targets [2, 2] have 2 labels"));
  BOOST_CHECK_THROW(nn::ctc_loss(x, targets, {5, -1}, {2, 1}), ValueError);
  BOOST_CHECK_THROW(nn::ctc_loss(x, targets, {5, 5}, {-1, 1}), ValueError);
  BOOST_CHECK_EXCEPTION(nn::ctc_loss(x, targets, {5}, {2, 1}), ShapeError,
                        says("ctc_loss: input_lengths are int64 [1], expected one length for each "
                             "of 2 sequences"));
  BOOST_CHECK_EXCEPTION(nn::ctc_loss(x, tensor({1, 2, 3}), {5, 5}, {1, 1}), ShapeError,
                        says("ctc_loss: targets are [3], but target_lengths add up to 2"));
  BOOST_CHECK_EXCEPTION(nn::ctc_loss(x, targets, ones({2}), tensor({1, 1})), DTypeError,
                        says("ctc_loss: input_lengths are float32 [2]"));
  BOOST_CHECK_THROW(nn::ctc_loss(x, targets, tensor({5, 5}), Tensor()), ValueError);
}

BOOST_AUTO_TEST_CASE(ctc_loss_names_wrong_shapes_and_dtypes) {
  const Tensor targets = tensor({{1, 2}, {1, 2}});
  BOOST_CHECK_EXCEPTION(
      nn::ctc_loss(ones({5, 4}), targets, {5, 5}, {2, 2}), ShapeError,
      says("ctc_loss: log_probs are float32 [5, 4], expected [time, batch, classes]"));
  BOOST_CHECK_EXCEPTION(
      nn::ctc_loss(ones({2, 5, 4}), targets, {2, 2}, {2, 2}), ShapeError,
      says("ctc_loss: targets are int64 [2, 2], expected [5, labels] or [labels of all]"));
  BOOST_CHECK_THROW(nn::ctc_loss(ones({5, 2, 4}, int64), targets, {5, 5}, {2, 2}), DTypeError);
  BOOST_CHECK_THROW(nn::ctc_loss(ones({5, 2, 4}), ones({2, 2}), {5, 5}, {2, 2}), DTypeError);
  BOOST_CHECK_THROW(nn::ctc_loss(ones({5, 2, 0}), targets, {5, 5}, {2, 2}), IndexError);
  BOOST_CHECK_THROW(nn::ctc_loss(Tensor(), targets, {5, 5}, {2, 2}), ValueError);
  BOOST_CHECK_THROW(nn::ctc_loss(ones({5, 2, 4}), Tensor(), {5, 5}, {2, 2}), ValueError);
}

BOOST_AUTO_TEST_SUITE_END()
