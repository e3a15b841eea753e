// Samples and measurements that do not depend on how they are computed.
#include "char_rnn/sampling.hpp"

#include <boost/test/unit_test.hpp>

#include "char_rnn/models.hpp"
#include "support/arrays.hpp"
#include "support/close.hpp"
#include <algorithm>
#include <cmath>
#include <limits>

using namespace char_rnn;
using namespace xgrad;
using test::close;
using test::says;

BOOST_AUTO_TEST_SUITE(sampling)

namespace {

// Whatever the text, the logits of the model become these.
void set_logits(const CharModel& model, const std::vector<float>& logits) {
  StateDict state = model.state_dict();
  state["head.weight"] = zeros_like(state["head.weight"]);
  state["head.bias"] = from_vector(logits);
  model.load_state_dict(state);
}

Tensor some_text(Index size) {
  const Tensor positions = arange(size);
  return remainder(positions * positions, 10);
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_text) {
  const SavedModel small = test::small_model();
  const auto write = [&](std::uint64_t seed, double temperature) {
    Generator generator(seed);
    return sample(small.model, small.vocabulary, {.length = 40, .temperature = temperature},
                  generator);
  };
  BOOST_TEST(write(1, 1).size() == 40u);
  BOOST_TEST(write(1, 1) == write(1, 1));
  BOOST_TEST(write(1, 1) != write(2, 1));
  BOOST_TEST(write(1, 0) == write(2, 0));
}

BOOST_AUTO_TEST_CASE(characters_are_sampled_with_the_softmax_of_their_logits) {
  const SavedModel small = test::small_model();
  std::vector<float> logits(10, -1e9f);
  logits[1] = 0;
  logits[4] = std::log(3.0f);
  set_logits(small.model, logits);
  const char seldom = small.vocabulary.token(1)[0], often = small.vocabulary.token(4)[0];
  Generator generator(5);
  const auto share = [&](double temperature) {
    const std::string text = sample(small.model, small.vocabulary,
                                    {.length = 4000, .temperature = temperature}, generator);
    const auto count = [&](char c) { return std::count(text.begin(), text.end(), c); };
    BOOST_TEST(count(often) + count(seldom) == 4000);
    return static_cast<double>(count(often)) / 4000;
  };
  // The standard deviation of these shares is 0.007.
  BOOST_TEST(close(share(1), 0.75, {.absolute = 0.03}));
  BOOST_TEST(close(share(0.5), 0.9, {.absolute = 0.03}));
  BOOST_TEST(share(0) == 1.0);
}

BOOST_AUTO_TEST_CASE(a_prime_is_read_before_writing) {
  const SavedModel small = test::small_model();
  Generator generator(1);
  const auto likeliest = [&](std::string_view prime, Index length) {
    return sample(small.model, small.vocabulary, {prime, length, 0}, generator);
  };
  const std::string whole = likeliest("abcab", 12);
  BOOST_TEST(likeliest("abcab" + whole.substr(0, 5), 7) == whole.substr(5));
  BOOST_TEST(likeliest("", 8) == likeliest("\n", 8));
  BOOST_CHECK_EXCEPTION(likeliest("abx", 8), ValueError, says("\"x\" at position 2"));
  BOOST_CHECK_EXCEPTION(sample(small.model, small.vocabulary, {"a", 8, -0.1}, generator),
                        ValueError, says("temperature = -0.1"));
}

BOOST_AUTO_TEST_CASE(words_are_sampled_with_spaces_and_without_the_unknown_one) {
  const SavedModel small = test::word_model();
  Generator generator(5);
  const auto likeliest = [&](std::string_view prime) {
    return sample(small.model, small.vocabulary, {prime, 8, 0}, generator);
  };
  BOOST_TEST(likeliest("") == likeliest("."));
  set_logits(small.model, {9, 1, 1, 1, 1});  // <unk> is the likeliest
  for (const double temperature : {0.0, 1.0}) {
    const std::string text =
        sample(small.model, small.vocabulary,
               {.prime = "a cat", .length = 60, .temperature = temperature}, generator);
    BOOST_TEST(count_tokens(text, TextUnit::word) == 60);
    BOOST_TEST(std::ranges::count(text, ' ') == 59);
    BOOST_TEST(text.find("unk") == text.npos);
  }
}

BOOST_AUTO_TEST_CASE(the_loss_is_that_of_one_stream) {
  const SavedModel small = test::small_model();
  const Tensor text = some_text(2345);  // several pieces, the last one shorter
  small.model.eval();
  const NoGrad no_grad;
  nn::State state;
  double sum = 0;
  for (Index i = 0; i + 1 < text.size(0); ++i) {
    const auto [logits, next] = small.model(reshape(text[i], {1, 1}), state);
    sum -= log_softmax(flatten(logits), 0)[text[i + 1].item<Index>()].item<double>();
    state = next;
  }
  const nn::Perplexity perplexity = evaluate(small.model, text);
  BOOST_TEST(perplexity.count() == 2344);
  BOOST_TEST(close(perplexity.loss(), sum / 2344, {.absolute = 1e-6}));
}

BOOST_AUTO_TEST_CASE(uniform_logits_give_log_vocab) {
  const SavedModel small = test::small_model();
  set_logits(small.model, std::vector<float>(10, 0.5f));
  BOOST_TEST(
      close(evaluate(small.model, some_text(1002)).loss(), std::log(10.0), {.absolute = 1e-6}));
  BOOST_CHECK_EXCEPTION(evaluate(small.model, some_text(1)), ValueError,
                        says("1 time steps give 1 rows of 0"));
}

BOOST_AUTO_TEST_CASE(parameters_that_are_not_finite_are_named) {
  const SavedModel small = test::small_model();
  Generator generator(1);
  const auto refused = [&](const char* message) {
    BOOST_CHECK_EXCEPTION(sample(small.model, small.vocabulary, {.length = 3}, generator),
                          NumericError, says(message));
    BOOST_CHECK_EXCEPTION(evaluate(small.model, some_text(5)), NumericError, says(message));
  };
  StateDict state = small.model.state_dict();
  std::vector<float> bias(10, 0);
  bias[3] = std::numeric_limits<float>::quiet_NaN();
  bias[7] = std::numeric_limits<float>::infinity();
  state["head.bias"] = from_vector(bias);
  small.model.load_state_dict(state);
  refused("2 of the 10 numbers in the parameter 'head.bias' are not finite");
  // Finite ones whose products are not.
  state["head.bias"] = full({10}, 3e38);
  state["head.weight"] = full({10, 6}, 3e38);
  for (auto& [name, tensor] : state) {
    if (name.find("bias_ih") != name.npos) tensor = full({24}, 20);
  }
  small.model.load_state_dict(state);
  refused("");
}

BOOST_AUTO_TEST_CASE(training_goes_on_afterwards) {
  const SavedModel small = test::small_model();
  BOOST_REQUIRE(small.model.is_training());
  evaluate(small.model, some_text(5));
  BOOST_TEST(small.model.is_training());
  BOOST_CHECK_THROW(evaluate(small.model, tensor({11, 12})), IndexError);
  BOOST_TEST(small.model.is_training());
}

BOOST_AUTO_TEST_SUITE_END()
