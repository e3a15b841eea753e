// The classifier learns, its padding has no effect, and its file restores it.
#include "names/training.hpp"

#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "names/evaluation.hpp"
#include "names/saved_model.hpp"
#include "names/small_names.hpp"
#include "support/arrays.hpp"
#include "support/close.hpp"
#include "support/temporary_directory.hpp"
#include <cmath>

using namespace xgrad;
using namespace names;
using test::close;

namespace {

struct Trained {
  Names held_out;
  SavedModel saved;
};

Trained trained() {
  manual_seed(1);
  const Names all = test::small_names(80);
  const auto [training, held_out] = split_names(all, default_generator());
  const Vocabulary vocabulary = vocabulary_of(training);
  const NameClassifier model(
      {.vocabulary = vocabulary.size(), .languages = 3, .embedding = 8, .hidden = 8});
  train(model, training, vocabulary, {.batch = 16, .epochs = 8, .lr = 0.02});
  return {held_out, {model, vocabulary, all.languages}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(training)

BOOST_AUTO_TEST_CASE(endings_are_learnt_from_names_of_different_lengths) {
  const auto [held_out, saved] = trained();
  const Tensor predicted =
      argmax(probabilities(saved.model, encode(held_out, saved.vocabulary)), -1);
  BOOST_TEST(ConfusionMatrix(held_out, predicted).accuracy() > 0.95);
}

BOOST_AUTO_TEST_CASE(probabilities_do_not_depend_on_the_other_names_of_a_batch) {
  manual_seed(1);
  const Names all = test::small_names(10);
  const Vocabulary vocabulary = vocabulary_of(all);
  const NameClassifier model({.vocabulary = vocabulary.size(), .languages = 3});
  model.eval();
  const std::vector<Example> examples = encode(all, vocabulary);
  const Tensor together = probabilities(model, examples);
  BOOST_TEST(together.shape() == (Shape{30, 3}));
  for (Index i = 0; i < 30; ++i) {
    BOOST_TEST(close(probabilities(model, {examples[static_cast<std::size_t>(i)]})[0], together[i],
                     {.absolute = 1e-7, .relative = 1e-6}));
  }
}

BOOST_AUTO_TEST_CASE(load_model_restores_model_vocabulary_and_languages) {
  const test::TemporaryDirectory directory;
  const auto [held_out, saved] = trained();
  save_model(directory / "model", saved);
  const SavedModel loaded = load_model(directory / "model");
  BOOST_TEST(loaded.languages == saved.languages);
  BOOST_TEST(loaded.vocabulary.tokens() == saved.vocabulary.tokens());
  const auto examples = encode(held_out, saved.vocabulary);
  BOOST_TEST(close(probabilities(loaded.model, examples), probabilities(saved.model, examples)));
}

BOOST_AUTO_TEST_CASE(load_model_refuses_other_files) {
  const test::TemporaryDirectory directory;
  const std::string path = directory / "model";
  BOOST_CHECK_THROW(load_model(path), IoError);
  write_state(path, {{"w", zeros({2})}});
  BOOST_CHECK_EXCEPTION(load_model(path), FormatError, test::says("is no model of names"));
  const auto refused_after = [&](const auto& change, const char* message) {
    save_model(path, trained().saved);
    StateDict file = read_state(path);
    change(file);
    write_state(path, file);
    BOOST_CHECK_EXCEPTION(load_model(path), FormatError, test::says(message));
  };
  refused_after([](StateDict& file) { file.erase("model.embedding.weight"); },
                "it has no matrix 'embedding.weight'");
  refused_after(
      [](StateDict& file) {
        file["model.gru.weight_hh_l0"] = zeros({0, 1000000});
      },
      "it has no matrix 'gru.weight_hh_l0'");
  refused_after(
      [](StateDict& file) {
        file["model.gru.weight_hh_l0"] = zeros({24, 9});
      },
      "gru.weight_hh_l0");
  refused_after([](StateDict& file) { file.metadata.erase("languages"); }, "languages");
}

BOOST_AUTO_TEST_CASE(confusion_matrix_counts_languages_and_predictions) {
  const Names held_out = {.names = {"a", "b", "c", "d", "e"},
                          .labels = {0, 0, 0, 0, 1},
                          .languages = {"Dutch", "Őrség", "<none>"}};
  const ConfusionMatrix confusion(held_out, tensor<std::int64_t>({0, 1, 0, 0, 1}));
  BOOST_TEST(confusion.count(0, 0) == 3);
  BOOST_TEST(confusion.count(0, 1) == 1);
  BOOST_TEST(confusion.count(1, 1) == 1);
  BOOST_TEST(confusion.accuracy(0) == 0.75);
  BOOST_TEST(std::isnan(confusion.accuracy(2)));
  BOOST_TEST(confusion.accuracy() == 0.8);
  BOOST_TEST(confusion.balanced_accuracy() == 0.875);
  BOOST_TEST(confusion.to_string() ==
             "               accuracy   Dut  Őrs  <no\n"
             "Dutch            75.0 %     3    1    0\n"
             "Őrség           100.0 %     0    1    0\n"
             "<none>            nan %     0    0    0\n"
             "all names        80.0 %\n"
             "mean             87.5 %\n");
  const auto map = confusion.heat_map();
  BOOST_TEST(map.rows == held_out.languages);
  BOOST_TEST(map.shares[1] == 0.25);
  BOOST_TEST(map.svg().find("&lt;none&gt;") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
