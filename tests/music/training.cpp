// The loss is that of the definition, the model learns, samples, and its file restores it.
#include "music/training.hpp"

#include <xgrad/xgrad.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "music/rules.hpp"
#include "support/arrays.hpp"
#include "support/close.hpp"
#include "support/temporary_directory.hpp"
#include <cmath>

using namespace xgrad;
using namespace music;
using test::close;

BOOST_AUTO_TEST_SUITE(training)

namespace {

// Two chords in turn; no model of single time steps predicts them.
Pieces small_pieces() {
  Pieces pieces;
  for (int i = 0; i < 12; ++i) {
    Piece piece;
    for (int step = 0; step < 6 + i % 4; ++step) {
      piece.push_back(step % 2 == 0 ? std::vector<Index>{60, 64, 67}
                                    : std::vector<Index>{59, 62, 67});
    }
    (i < 8 ? pieces.train : i < 10 ? pieces.valid : pieces.test).push_back(piece);
  }
  return pieces;
}

MusicModel small_model(const std::string& cell = "gru") {
  manual_seed(1);
  return MusicModel({.cell = cell, .hidden = 16, .dropout = 0});
}

// A model that gives every key the same probability, whatever it reads.
MusicModel constant_model(double probability) {
  const MusicModel model = small_model();
  for (const auto& [name, parameter] : model.named_parameters()) {
    parameter.set_data(zeros_like(parameter));
  }
  model.get_parameter("head.bias")
      .set_data(full({kKeys}, std::log(probability / (1 - probability))));
  model.eval();
  return model;
}

}  // namespace

BOOST_AUTO_TEST_CASE(scores_are_nats_per_time_step_and_the_share_of_hits) {
  const std::vector<Example> examples = encode({{{60, 64}, {60}, {}}, {{21}}});
  BOOST_TEST(close(examples[0].first[0], zeros({kKeys})));
  BOOST_TEST(close(narrow(examples[0].first, 0, 1, 2), narrow(examples[0].second, 0, 0, 2)));
  // 4 of 4 * 88 keys are down.
  const Scores scores = evaluate(constant_model(0.25), examples);
  const double nats = -(4 * std::log(0.25) + (4 * 88 - 4) * std::log(0.75)) / 4;
  BOOST_TEST(close(scores.nll, nats, {.relative = 1e-6}));
  BOOST_TEST(scores.accuracy == 0);
  BOOST_TEST(close(evaluate(constant_model(0.75), examples).accuracy, 4.0 / (4 * 88)));
}

BOOST_AUTO_TEST_CASE(frequency_nll_adds_one_to_both_counts) {
  const std::vector<Piece> training = {{{60}, {60}}, {{}}};
  const double often = 3.0 / 5, never = 1.0 / 5;
  const double expected = -(std::log(1 - often) + std::log(never) + 86 * std::log(1 - never));
  BOOST_TEST(close(frequency_nll(training, {{{61}}}), expected, {.relative = 1e-14}));
}

BOOST_DATA_TEST_CASE(every_cell_learns_an_alternation,
                     boost::unit_test::data::make({"lstm", "gru", "rnn"}), cell) {
  const test::TemporaryDirectory directory;
  const Pieces pieces = small_pieces();
  const MusicModel model = small_model(cell);
  const support::TrainingOptions options = {
      .batch = 4, .epochs = 40, .lr = 0.05, .out = directory / "model"};
  BOOST_TEST(train(model, pieces, 40, options) == 0);
  model.eval();
  const auto test = encode(pieces.test);
  const Scores scores = evaluate(model, test);
  BOOST_TEST(scores.accuracy > 0.95);
  BOOST_TEST(scores.nll < 0.3 * frequency_nll(pieces.train, pieces.test));
  const MusicModel loaded = load_model(directory / "model");
  BOOST_TEST(loaded.options().cell == cell);
  BOOST_TEST(evaluate(loaded, test).nll == scores.nll);
}

BOOST_AUTO_TEST_CASE(training_ends_with_the_best_model) {
  const test::TemporaryDirectory directory;
  const Pieces pieces = small_pieces();
  const MusicModel model = small_model();
  // A learning rate that is too large makes later epochs worse.
  train(model, pieces, 2, {.batch = 4, .epochs = 50, .lr = 0.5, .out = directory / "model"});
  Index epoch = 0;
  StateDict file = read_state(directory / "model");
  for (const auto& [name, parameter] : model.named_parameters()) {
    BOOST_TEST(close(parameter, file.at("best." + name)));
    if (!parameter.equal(file.at("model." + name))) ++epoch;
  }
  BOOST_TEST(epoch > 0);
}

BOOST_AUTO_TEST_CASE(samples_have_the_frequencies_of_the_probabilities) {
  Generator generator(1), again(1);
  const MusicModel model = constant_model(0.2);
  const Piece piece = sample(model, 500, 1, generator);
  BOOST_TEST(piece.size() == 500u);
  const double share = mean(piano_roll(piece)).item<double>();
  BOOST_TEST(close(share, 0.2, {.absolute = 0.01}));
  BOOST_TEST((sample(model, 500, 1, again) == piece));
  const double cold = mean(piano_roll(sample(model, 500, 0.5, generator))).item<double>();
  BOOST_TEST(close(cold, 1 / (1 + std::pow(4.0, 2)), {.absolute = 0.01}));
}

BOOST_AUTO_TEST_CASE(load_model_refuses_other_files) {
  const test::TemporaryDirectory directory;
  const std::string path = directory / "model";
  BOOST_CHECK_THROW(load_model(path), IoError);
  write_state(path, {{"w", zeros({2})}});
  BOOST_CHECK_EXCEPTION(load_model(path), FormatError, test::says("is no model of music"));
  train(small_model(), small_pieces(), 1, {.epochs = 1, .out = path});
  StateDict file = read_state(path);
  file.metadata["cell"] = "transformer";
  write_state(path, file);
  BOOST_CHECK_EXCEPTION(load_model(path), FormatError, test::says("transformer"));
}

BOOST_AUTO_TEST_SUITE_END()
