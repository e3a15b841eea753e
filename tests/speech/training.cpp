// The recogniser learns, padding has no effect, and its file restores it.
#include "speech/training.hpp"

#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "speech/evaluation.hpp"
#include "speech/small_words.hpp"
#include "support/arrays.hpp"
#include "support/close.hpp"
#include "support/temporary_directory.hpp"

using namespace xgrad;
using namespace speech;
using test::close;

BOOST_AUTO_TEST_SUITE(training)

namespace {

// Words of up to four characters by ten speakers, of whom two are held out.
Data small_data() {
  const test::TemporaryDirectory directory;
  test::write_words(directory / "data", {"ab", "ba", "aab", "cab", "abba", "c"}, 10);
  SoundReader reader;
  const auto recordings = read_recordings(reader, directory / "data");
  Generator generator(1);
  const auto [training, held_out] = split_speakers(recordings, 0.2, generator);
  const Vocabulary vocabulary = vocabulary_of(recordings);
  return {encode(training, vocabulary), encode(held_out, vocabulary), vocabulary, 8000};
}

Recognizer small_model(const Data& data) {
  manual_seed(1);
  return Recognizer({.classes = data.vocabulary.size(), .hidden = 16});
}

}  // namespace

BOOST_AUTO_TEST_CASE(words_of_held_out_speakers_are_spelt_and_a_file_restores_the_model) {
  const test::TemporaryDirectory directory;
  const std::string path = directory / "model";
  Data data = small_data();
  const Recognizer model = small_model(data);
  BOOST_TEST(train(model, data, {.batch = 8, .epochs = 25, .lr = 0.02, .out = path}) == 0);
  model.eval();
  const Scores scores = evaluate(model, data.held_out);
  BOOST_TEST(scores.greedy < 0.05);
  BOOST_TEST(scores.beam < 0.05);
  BOOST_TEST(scores.words > 0.8);

  const SavedModel saved = load_model(path);
  BOOST_TEST(saved.vocabulary.tokens() == data.vocabulary.tokens());
  BOOST_TEST(saved.sample_rate == 8000);
  const auto [features, labels] = data.held_out[0];
  const Tensor batch = unsqueeze(features, 1);
  BOOST_TEST(close(saved.model(batch, {features.size(0)}), model(batch, {features.size(0)})));
}

BOOST_AUTO_TEST_CASE(transcripts_do_not_depend_on_the_other_recordings_of_a_batch) {
  const Data data = small_data();
  const Recognizer model = small_model(data);
  model.eval();
  const Transcripts together = transcribe(model, data.held_out);
  BOOST_TEST(together.greedy.size() == 12u);
  for (std::size_t i = 0; i < data.held_out.size(); ++i) {
    const Transcripts alone = transcribe(model, {data.held_out[i]});
    BOOST_TEST(alone.greedy[0] == together.greedy[i]);
    BOOST_TEST(alone.beam[0][0].labels == together.beam[i][0].labels);
    BOOST_TEST(close(alone.beam[0][0].log_probability, together.beam[i][0].log_probability,
                     {.relative = 1e-5}));
  }
}

BOOST_AUTO_TEST_CASE(scores_count_edits_per_character_and_whole_words) {
  Data data = small_data();
  const Recognizer model = small_model(data);
  model.eval();
  for (const auto& [name, parameter] : model.named_parameters())
    parameter.set_data(zeros_like(parameter));
  const Tensor bias = tensor<float>({0, 5, 0, 0});
  model.get_parameter("head.bias").set_data(bias);
  // The output is always the character with the index 1.
  const Index first = data.vocabulary.id("a");
  BOOST_TEST(first == 1);
  const std::vector<Example> examples = {
      {zeros({9, LogMel::kBands}), tensor<std::int64_t>({1})},
      {zeros({5, LogMel::kBands}), tensor<std::int64_t>({1, 2, 2})}};
  const Scores scores = evaluate(model, examples);
  BOOST_TEST(close(scores.greedy, 0.5));
  BOOST_TEST(close(scores.beam, 0.5));
  BOOST_TEST(close(scores.words, 0.5));
}

BOOST_AUTO_TEST_CASE(load_model_refuses_other_files) {
  const test::TemporaryDirectory directory;
  const std::string path = directory / "model";
  BOOST_CHECK_THROW(load_model(path), IoError);
  write_state(path, {{"w", zeros({2})}});
  BOOST_CHECK_EXCEPTION(load_model(path), FormatError, test::says("is no model of speech"));
  Data data = small_data();
  train(small_model(data), data, {.epochs = 1, .out = path});
  const StateDict good = read_state(path);
  const auto refused_after = [&](const auto& change, const char* message) {
    StateDict file = good;
    change(file);
    write_state(path, file);
    BOOST_CHECK_EXCEPTION(load_model(path), FormatError, test::says(message));
  };
  refused_after([](StateDict& file) { file.erase("model.gru.weight_hh_l0"); },
                "it has no matrix 'gru.weight_hh_l0'");
  refused_after([](StateDict& file) { file.erase("sample_rate.value"); }, "sample_rate");
  refused_after([](StateDict& file) { file.metadata.erase("vocabulary"); }, "vocabulary");
}

BOOST_AUTO_TEST_SUITE_END()
