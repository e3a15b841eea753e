// The CTC loss: values and derivatives against all paths and against PyTorch.
#include "golden/ctc.hpp"

#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/loss.hpp>

#include <boost/test/unit_test.hpp>

#include "loss/ctc_paths.hpp"
#include "loss/golden_losses.hpp"
#include "support/derivatives.hpp"
#include "support/random_tensors.hpp"
#include "support/tensors.hpp"

using namespace xgrad;
using nn::Reduction;
using test::close;

BOOST_AUTO_TEST_SUITE(ctc)

namespace {

// Logits, targets and lengths of a batch with repeated labels, padding and an empty target.
struct Example {
  Tensor logits = (8 * test::recipe(1, {7, 3, 4})).detach().requires_grad_();
  Tensor targets = tensor({{1, 2, 2}, {3, 1, -7}, {-7, 99, -7}});
  Tensor input_lengths = tensor({7, 5, 4}), target_lengths = tensor({3, 2, 0});

  Tensor loss(const Tensor& of, const nn::CtcOptions& options = {}) const {
    return nn::ctc_loss_with_logits(of, targets, input_lengths, target_lengths, options);
  }
};

std::int64_t draw(std::int64_t low, std::int64_t high, Generator& generator) {
  std::int64_t number = 0;
  generator.fill_randint(&number, 1, low, high);
  return number;
}

// A batch of one sequence.
Tensor loss_of_one(const Tensor& log_probs, const test::Labels& target, nn::CtcOptions options) {
  options.reduction = Reduction::sum;
  return nn::ctc_loss(unsqueeze(log_probs, 1), from_vector(target), {log_probs.size(0)},
                      {static_cast<Index>(target.size())}, options);
}

}  // namespace

BOOST_AUTO_TEST_CASE(ctc_loss_is_the_sum_over_all_paths) {
  Generator generator(7);
  for (int example = 0; example < 250; ++example) {
    const Index time = draw(0, 6, generator), classes = draw(1, 4, generator);
    const std::int64_t blank = draw(0, classes, generator);
    const Tensor log_probs =
        log_softmax(2 * test::random_normal({time, classes}, generator), -1).detach();
    for (const auto& [labels, expected] : test::log_probabilities(log_probs, blank)) {
      const Tensor loss = loss_of_one(log_probs, labels, {.blank = blank});
      BOOST_TEST(close(loss, -expected, {.absolute = 1e-14, .relative = 1e-14}));
    }
  }
}

BOOST_AUTO_TEST_CASE(ctc_loss_of_a_batch_is_the_loss_of_each_sequence) {
  Generator generator(8);
  for (int example = 0; example < 100; ++example) {
    const Index count = draw(0, 5, generator), classes = draw(2, 5, generator);
    std::vector<Index> input_lengths, target_lengths;
    std::vector<std::int64_t> concatenated;
    std::vector<double> expected, gradients;
    const Tensor logits = test::random_leaf({6, count, classes}, generator);
    Tensor padded = full({count, 4}, -1, int64);
    for (Index b = 0; b < count; ++b) {
      input_lengths.push_back(draw(0, 7, generator));
      test::Labels target(static_cast<std::size_t>(draw(0, 5, generator)));
      for (std::int64_t& label : target) label = draw(1, classes, generator);
      target_lengths.push_back(static_cast<Index>(target.size()));
      concatenated.insert(concatenated.end(), target.begin(), target.end());
      for (std::size_t s = 0; s < target.size(); ++s)
        padded.index_put_({b, static_cast<Index>(s)}, from_vector(test::Labels{target[s]}, {}));
      const Tensor own = narrow(select(log_softmax(logits, -1), 1, b), 0, 0, input_lengths.back());
      expected.push_back(loss_of_one(own, target, {}).item<double>());
    }
    const nn::CtcOptions options{.reduction = Reduction::none};
    const Tensor losses =
        nn::ctc_loss(log_softmax(logits, -1), padded, input_lengths, target_lengths, options);
    BOOST_TEST(close(losses, expected, {.absolute = 1e-14}));
    BOOST_TEST(close(nn::ctc_loss(log_softmax(logits, -1), from_vector(concatenated), input_lengths,
                                  target_lengths, options),
                     losses));
    BOOST_TEST(close(
        nn::ctc_loss_with_logits(logits, padded, input_lengths, target_lengths, options), losses));
  }
}

BOOST_AUTO_TEST_CASE(ctc_loss_matches_pytorch) {
  for (const std::int64_t blank : {0, 2}) {
    for (const auto& [reduction, suffix] : test::kReductions) {
      Example example;
      if (blank == 2) example.targets = tensor({{1, 0, 0}, {3, 1, -7}, {-7, 99, -7}});
      const std::string name = std::string(suffix) + "_" + std::to_string(blank);
      BOOST_TEST_CONTEXT(name) {
        const Tensor loss = example.loss(example.logits, {.blank = blank, .reduction = reduction});
        BOOST_TEST(close(loss, test::entry(golden::ctc::values, name), {.absolute = 1e-14}));
        sum(reduction == Reduction::none ? loss * test::recipe(2, {3}) : loss).backward();
        BOOST_TEST(close(example.logits.grad(), test::entry(golden::ctc::gradients, name),
                         {.absolute = 4e-15}));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(ctc_loss_has_first_and_second_derivatives) {
  const Example example;
  for (const auto& [reduction, name] : test::kReductions) {
    const nn::CtcOptions options{.reduction = reduction};
    test::check_derivatives(
        [&](const std::vector<Tensor>& x) { return example.loss(x[0], options); },
        {test::recipe(1, {7, 3, 4}).detach().requires_grad_()});
    test::check_derivatives(
        [&](const std::vector<Tensor>& x) {
          return nn::ctc_loss(x[0], example.targets, example.input_lengths, example.target_lengths,
                              options);
        },
        {log_softmax(example.logits, -1).detach().requires_grad_()});
  }
}

BOOST_AUTO_TEST_CASE(ctc_loss_has_third_derivatives) {
  const auto gradient = [](const std::vector<Tensor>& x) {
    const Tensor loss = nn::ctc_loss_with_logits(x[0], tensor({1, 2}), {3}, {2});
    return grad({loss}, {x[0]}, {.create_graph = true})[0];
  };
  const auto report = gradgradcheck(gradient, {test::recipe(1, {3, 1, 3}).requires_grad_()});
  BOOST_TEST(report.ok, report.message);
}

// d loss / d log_probs is minus the probability of each class given the target, of a sum of 1.
BOOST_AUTO_TEST_CASE(ctc_loss_gradients_of_each_step_sum_to_minus_one) {
  const Example example;
  const Tensor log_probs = log_softmax(example.logits, -1).detach().requires_grad_();
  const Tensor losses = nn::ctc_loss(log_probs, example.targets, example.input_lengths,
                                     example.target_lengths, {.reduction = Reduction::none});
  const Tensor g = grad({sum(losses)}, {log_probs}, {.retain_graph = true})[0];
  const Tensor valid = lt(unsqueeze(arange(7), 1), example.input_lengths);
  BOOST_TEST(close(sum(g, -1), -to(valid, float64), {.absolute = 1e-14}));

  const Tensor factors = test::recipe(2, {3});
  const Tensor scaled = grad({losses}, {log_probs}, {.gradients = {factors}})[0];
  BOOST_TEST(close(scaled, g * unsqueeze(factors, 1), {.absolute = 1e-15}));
}

BOOST_AUTO_TEST_CASE(ctc_loss_of_strided_logits_equals_that_of_dense_ones) {
  const Example example;
  const Tensor dense = example.logits.detach().requires_grad_();
  const Tensor strided = Tensor(test::awkward(dense.array()), true);
  const Tensor expected = example.loss(dense), loss = example.loss(strided);
  BOOST_TEST(loss.item<double>() == expected.item<double>());
  BOOST_TEST(close(grad(loss, strided), grad(expected, dense)));
}

BOOST_AUTO_TEST_CASE(ctc_loss_in_float32_is_near_that_in_float64) {
  Generator generator(9);
  const Tensor logits = test::random_leaf({200, 2, 30}, generator);
  const Tensor targets = 1 + randint(0, 29, {2, 25}, generator);
  const auto loss = [&](const Tensor& x) {
    return nn::ctc_loss_with_logits(x, targets, {200, 150}, {25, 20});
  };
  const Tensor single = to(logits, float32).detach().requires_grad_();
  BOOST_TEST(loss(single).dtype() == float32);
  BOOST_TEST(close(to(loss(single), float64), loss(logits), {.relative = 1e-6}));
  BOOST_TEST(close(to(grad(loss(single), single), float64), grad(loss(logits), logits),
                   {.absolute = 1e-6}));
}

BOOST_AUTO_TEST_CASE(recorded_gradients_of_ctc_loss_equal_the_others) {
  const Example example;
  const Tensor g = grad(example.loss(example.logits), example.logits);
  const Tensor recorded =
      grad({example.loss(example.logits)}, {example.logits}, {.create_graph = true})[0];
  BOOST_TEST(recorded.requires_grad());
  BOOST_TEST(close(recorded, g, {.absolute = 1e-16}));
}

BOOST_AUTO_TEST_SUITE_END()
