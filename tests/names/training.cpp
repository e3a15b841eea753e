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

BOOST_AUTO_TEST_SUITE(training)

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

BOOST_AUTO_TEST_CASE(endings_are_learnt_from_names_of_different_lengths) {
  const auto [held_out, saved] = trained();
  nn::ConfusionMatrix confusion(3);
  confusion.update(probabilities(saved.model, encode(held_out, saved.vocabulary)),
                   from_vector(held_out.labels));
  BOOST_TEST(confusion.accuracy() > 0.95);
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

BOOST_AUTO_TEST_CASE(confusion_matrix_is_shown_as_a_table_and_as_a_heat_map) {
  const std::vector<std::string> languages = {"Dutch", "Őrség", "<none>"};
  nn::ConfusionMatrix confusion(3);
  confusion.update(tensor<std::int64_t>({0, 1, 0, 0, 1}), tensor<std::int64_t>({0, 0, 0, 0, 1}));
  const std::string table = to_string(confusion, languages);
  BOOST_TEST(
      table.starts_with("               accuracy   Dut  Őrs  <no\n"
                        "Dutch            75.0 %     3    1    0\n"
                        "Őrség           100.0 %     0    1    0\n"));
  BOOST_TEST(table.find("\nall names        80.0 %\n") != std::string::npos);
  const auto map = heat_map(confusion, languages);
  BOOST_TEST(map.rows == languages);
  BOOST_TEST(map.shares[1] == 0.25);
  BOOST_TEST(std::isnan(map.shares[8]));  // a language without names
  BOOST_TEST(map.svg().find("&lt;none&gt;") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
