// Training learns, repeats itself, and refuses what makes no sense.
#include "char_rnn/training.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "char_rnn/models.hpp"
#include "char_rnn/sampling.hpp"
#include "support/arrays.hpp"
#include "support/temporary_directory.hpp"
#include <limits>

using namespace char_rnn;
using namespace xgrad;
using test::says;

BOOST_AUTO_TEST_SUITE(training)

namespace {

// A text with much to learn from what came a few characters before.
Tensor text_for(const SavedModel& checkpoint) {
  std::string text;
  const bool words = checkpoint.vocabulary.unit() == TextUnit::word;
  for (int i = 0; i < 200; ++i) {
    if (words) text += i % 3 == 0 ? "the naïve cat sat. " : "the cat. ";
    if (!words) text += i % 3 == 0 ? "abcab\n" : "dadeb\n";
  }
  return checkpoint.vocabulary.encode(text);
}

TrainingOptions small_training(const std::string& out) {
  return {.batch = 4, .sequence = 12, .steps = 60, .lr = 0.02, .out = out, .sample_every = 0};
}

}  // namespace

BOOST_DATA_TEST_CASE(every_cell_learns, boost::unit_test::data::make({"lstm", "gru", "rnn"}),
                     cell) {
  const test::TemporaryDirectory directory;
  const SavedModel start = test::small_model(cell);
  const Tensor text = text_for(start);
  const double before = evaluate(start.model, text).loss();
  BOOST_TEST(train(start.model, start.vocabulary, text, small_training(directory / "model")) == 0);
  const double after = evaluate(start.model, text).loss();
  BOOST_TEST(after < 0.7 * before);
  BOOST_TEST(evaluate(load_model(directory / "model").model, text).loss() == after);
  BOOST_TEST(read_state(directory / "model").at("trainer.step").item<Index>() == 60);
}

BOOST_DATA_TEST_CASE(every_optimizer_learns,
                     boost::unit_test::data::make({"adam", "rmsprop", "sgd"}), optimizer) {
  const test::TemporaryDirectory directory;
  const SavedModel start = test::small_model();
  const double before = evaluate(start.model, text_for(start)).loss();
  TrainingOptions options = small_training(directory / "model");
  options.optimizer = optimizer;
  if (options.optimizer == "sgd") options.lr = 0.5;
  train(start.model, start.vocabulary, text_for(start), options);
  BOOST_TEST(evaluate(start.model, text_for(start)).loss() < 0.9 * before);
}

BOOST_AUTO_TEST_CASE(words_are_learnt) {
  const test::TemporaryDirectory directory;
  const SavedModel start = test::word_model();
  const double before = evaluate(start.model, text_for(start)).compute();
  train(start.model, start.vocabulary, text_for(start), small_training(directory / "model"));
  const SavedModel trained = load_model(directory / "model");
  BOOST_TEST(evaluate(trained.model, text_for(start)).compute() < 0.5 * before);
  Generator generator(1);
  const std::string text = sample(trained.model, trained.vocabulary,
                                  {.prime = "the naïve", .length = 4, .temperature = 0}, generator);
  BOOST_TEST(text.starts_with("cat"), text);
}

BOOST_AUTO_TEST_CASE(neither_repetition_nor_samples_change_what_is_learnt) {
  const test::TemporaryDirectory directory;
  const auto trained = [&](Index sample_every) {
    const SavedModel start = test::small_model();  // with dropout
    TrainingOptions options = small_training(directory / "model");
    options.sample_every = sample_every;
    train(start.model, start.vocabulary, text_for(start), options);
    return test::read_bytes(directory / "model");
  };
  const std::string first = trained(0);
  BOOST_TEST(trained(0) == first);
  BOOST_TEST(trained(7) == first);
}

// The protocol of tests/bench/peers/libtorch_char_rnn.cpp: rows of equal length, read in parallel, and
// the state carried until they end.
BOOST_AUTO_TEST_CASE(training_equals_a_loop_over_rows) {
  const test::TemporaryDirectory directory;
  const SavedModel trained = test::small_model();
  TrainingOptions options = small_training(directory / "model");
  options.steps = 30;
  train(trained.model, trained.vocabulary, text_for(trained), options);

  const SavedModel start = test::small_model();
  const Tensor text = text_for(start);
  const Index row = (text.size(0) - 1) / options.batch, segments = row / options.sequence;
  BOOST_TEST_REQUIRE(segments < options.steps);
  const auto rows = [&](Index begin) {  // [sequence, batch]
    std::vector<Tensor> found;
    for (Index i = 0; i < options.batch; ++i) {
      found.push_back(narrow(text, 0, i * row + begin, options.sequence));
    }
    return stack(found, 1);
  };
  optim::Adam optimizer(start.model.parameters(), {.lr = options.lr});
  nn::State state;
  for (Index step = 0; step < options.steps; ++step) {
    const Index begin = step % segments * options.sequence;
    if (begin == 0) state = {};
    const auto [logits, next] = start.model(rows(begin), state);
    optimizer.zero_grad();
    nn::cross_entropy(logits, rows(begin + 1)).backward();
    optim::clip_grad_norm_(start.model.parameters(), options.clip);
    optimizer.step();
    state = next.detach();
  }
  BOOST_TEST(nn::parameters_to_vector(trained.model.parameters()).to_vector<float>() ==
             nn::parameters_to_vector(start.model.parameters()).to_vector<float>());
}

// Every kind of state that a training has: layers with dropout, streams of 24 or 15 segments that are
// read several times.
BOOST_DATA_TEST_CASE(resume_ends_with_a_bitwise_identical_file,
                     boost::unit_test::data::make({1, 15, 23, 24, 25, 59}) *
                         boost::unit_test::data::make({"adam", "rmsprop", "sgd"}) *
                         boost::unit_test::data::make({false, true}),
                     stop, optimizer, words) {
  const test::TemporaryDirectory directory;
  const auto train_to = [&](const std::string& out, Index steps, bool resume) {
    const SavedModel start = words ? test::word_model() : test::small_model();
    TrainingOptions options = small_training(directory / out);
    options.optimizer = optimizer;
    options.steps = steps;
    options.resume = resume;
    train(start.model, start.vocabulary, text_for(start), options);
  };
  train_to("whole", 60, false);
  train_to("parts", stop, true);  // there is no file yet
  train_to("parts", 60, true);
  BOOST_TEST(test::read_bytes(directory / "parts") == test::read_bytes(directory / "whole"));
}

BOOST_AUTO_TEST_CASE(resume_refuses_another_training_and_leaves_its_file) {
  const test::TemporaryDirectory directory;
  const SavedModel start = test::small_model();
  TrainingOptions options = small_training(directory / "model");
  options.steps = 2;
  train(start.model, start.vocabulary, text_for(start), options);
  const std::string before = test::read_bytes(options.out);
  options.resume = true;
  const auto refused = [&](auto change, const char* message) {
    TrainingOptions other = options;
    Tensor text = text_for(start);
    change(other, text);
    BOOST_CHECK_EXCEPTION(train(start.model, start.vocabulary, text, other), ValueError,
                          says(message));
    BOOST_TEST(test::read_bytes(options.out) == before);
  };
  refused([](auto& other, auto&) { other.batch = 3; }, "its batch is '4', now it is '3'");
  refused([](auto& other, auto&) { other.lr = 0.5; }, "its lr is '0.02', now it is '0.5'");
  refused([](auto&, auto& text) { text = text.index({Slice(0, -1)}); }, "its text is '");
  // Equal ids of other tokens.
  const Vocabulary others = make_vocabulary("\n abcdf\"\\\xff", TextUnit::byte);
  BOOST_CHECK_EXCEPTION(train(start.model, others, text_for(start), options), ValueError,
                        says("its text is '"));
}

BOOST_AUTO_TEST_CASE(resume_refuses_a_training_of_an_earlier_version) {
  const test::TemporaryDirectory directory;
  const SavedModel start = test::small_model();
  TrainingOptions options = small_training(directory / "model");
  write_state(options.out, {}, {{"format", "char_rnn 2"}});
  const std::string before = test::read_bytes(options.out);
  options.resume = true;
  BOOST_CHECK_EXCEPTION(train(start.model, start.vocabulary, text_for(start), options), FormatError,
                        says("a training of an earlier version ('char_rnn 2')\n  hint: sample and "
                             "eval read its model"));
  BOOST_TEST(test::read_bytes(options.out) == before);
}

BOOST_AUTO_TEST_CASE(a_loss_that_is_not_finite_ends_training) {
  const test::TemporaryDirectory directory;
  const SavedModel start = test::small_model();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  start.model.named_parameters().back().second.set_data(full({10}, nan));
  BOOST_CHECK_EXCEPTION(
      train(start.model, start.vocabulary, text_for(start), small_training(directory / "model")),
      NumericError, says("Trainer: in step 1 the loss is"));
  BOOST_TEST(directory.entries() == 0);
}

BOOST_AUTO_TEST_CASE(parameters_that_are_not_finite_do_not_replace_a_model) {
  const test::TemporaryDirectory directory;
  test::write_bytes(directory / "model", "kept");
  const SavedModel start = test::small_model();
  TrainingOptions options = small_training(directory / "model");
  options.optimizer = "sgd";
  options.lr = 1e300;  // finite gradients, and then parameters that are not
  options.steps = 1;
  BOOST_CHECK_EXCEPTION(train(start.model, start.vocabulary, text_for(start), options),
                        NumericError, says("Trainer: the checkpoint of step 1 is not saved: "));
  BOOST_TEST(test::read_bytes(directory / "model") == "kept");
}

BOOST_AUTO_TEST_CASE(invalid_options_are_refused) {
  const test::TemporaryDirectory directory;
  const auto refused = [&](auto change, const char* message) {
    const SavedModel start = test::small_model();
    TrainingOptions options = small_training(directory / "model");
    change(options);
    BOOST_CHECK_EXCEPTION(train(start.model, start.vocabulary, text_for(start), options),
                          ValueError, says(message));
  };
  refused([](TrainingOptions& options) { options.optimizer = "luck"; }, "no optimizer 'luck'");
  refused([](TrainingOptions& options) { options.batch = 1000; },
          "Streams: 1200 time steps give 1000 rows of 1");
  refused([](TrainingOptions& options) { options.lr = -1; }, "lr");
  BOOST_CHECK_EXCEPTION(test::small_model("tree"), ValueError, says("no cell 'tree'"));
}

BOOST_AUTO_TEST_SUITE_END()
