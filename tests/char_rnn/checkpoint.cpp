// Checkpoints come back as they were written, and other files do not pass for one.
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "char_rnn/models.hpp"
#include "support/arrays.hpp"
#include "support/temporary_directory.hpp"
#include <limits>

using namespace char_rnn;
using namespace xgrad;
using test::says;

BOOST_AUTO_TEST_SUITE(checkpoint)

namespace {

void save(const std::string& path, const CharModel& model, const Vocabulary& vocabulary) {
  Metadata metadata = description_of(model, vocabulary);
  metadata.emplace("step", "7");
  save_checkpoint(path, {{kModelPart, model}}, metadata);
}

// A file that differs from a checkpoint by what `change` does.
template <class Change>
std::string changed_file(const test::TemporaryDirectory& directory, Change change) {
  const std::string path = directory / "changed";
  const auto [model, vocabulary] = test::small_model();
  save(path, model, vocabulary);
  StateDict file = read_state(path);
  change(file);
  write_state(path, file);
  return path;
}

std::vector<float> values(const Tensor& tensor) {
  return tensor.to_vector<float>();
}

}  // namespace

BOOST_DATA_TEST_CASE(load_model_restores_everything,
                     boost::unit_test::data::make({"lstm", "gru", "rnn"}), cell) {
  const test::TemporaryDirectory directory;
  const auto [model, vocabulary] = test::small_model(cell);
  save(directory / "model", model, vocabulary);
  const SavedModel loaded = load_model(directory / "model");
  BOOST_TEST(loaded.vocabulary.tokens() == vocabulary.tokens());
  BOOST_TEST(loaded.model.options().cell == cell);
  BOOST_TEST(!loaded.model.is_training());
  const StateDict state = model.state_dict(), loaded_state = loaded.model.state_dict();
  BOOST_TEST(loaded_state.size() == state.size());
  for (const auto& [name, tensor] : state) {
    BOOST_TEST(values(loaded_state.at(name)) == values(tensor), boost::test_tools::per_element());
  }
  BOOST_TEST(read_state(directory / "model").metadata.at("step") == "7");
}

BOOST_AUTO_TEST_CASE(load_model_restores_vocabularies_of_characters_and_words) {
  const test::TemporaryDirectory directory;
  const Vocabulary characters = make_vocabulary("añ€😀\n", TextUnit::code_point);
  const CharModel model({.cell = "gru", .vocabulary = characters.size(), .hidden = 3});
  save(directory / "characters", model, characters);
  const SavedModel loaded = load_model(directory / "characters");
  BOOST_CHECK(loaded.vocabulary.unit() == TextUnit::code_point);
  BOOST_TEST(loaded.vocabulary.tokens() == characters.tokens());

  const auto [word_model, words] = test::word_model();
  save(directory / "words", word_model, words);
  const SavedModel loaded_words = load_model(directory / "words");
  BOOST_CHECK(loaded_words.vocabulary.unit() == TextUnit::word);
  BOOST_TEST(loaded_words.vocabulary.tokens() == words.tokens());
  BOOST_TEST(loaded_words.vocabulary.unknown_id().value() == 0);
  BOOST_TEST(loaded_words.model.options().embedding == 3);
  BOOST_TEST(values(loaded_words.model.get_parameter("embedding.weight")) ==
             values(word_model.get_parameter("embedding.weight")));
}

// Metadata as the version before words wrote them.
BOOST_AUTO_TEST_CASE(load_model_reads_the_earlier_format) {
  const test::TemporaryDirectory directory;
  const auto earlier = [](StateDict& file) {
    file.metadata["format"] = "char_rnn 2";
    file.metadata["alphabet"] = "bytes";
    file.metadata["vocabulary"] =
        "0a2022"
        "5c6162636465ff";
    file.metadata.erase("embedding");
  };
  const auto [model, vocabulary] = test::small_model();
  const SavedModel loaded = load_model(changed_file(directory, earlier));
  BOOST_CHECK(loaded.vocabulary.unit() == TextUnit::byte);
  BOOST_TEST(loaded.vocabulary.tokens() == vocabulary.tokens());
  BOOST_TEST(values(loaded.model.get_parameter("head.bias")) ==
             values(model.get_parameter("head.bias")));

  const auto refused_with = [&](const char* key, const char* value, const char* message) {
    const std::string path = changed_file(directory, [&](StateDict& file) {
      earlier(file);
      file.metadata[key] = value;
    });
    BOOST_CHECK_EXCEPTION(load_model(path), FormatError, says(message));
  };
  refused_with("vocabulary", "", "its vocabulary is empty");
  refused_with("vocabulary", "0a2", "its vocabulary is not a list");
  refused_with("vocabulary", "0a0a", "its vocabulary is not a list");
  refused_with("vocabulary", "zz", "its vocabulary is not a list");
  refused_with("vocabulary", "0a20", "'head.weight' is [10, 6], its metadata says [2, 6]");
  refused_with("alphabet", "runes", "its alphabet is 'runes'");
  refused_with("alphabet", "characters",
               "its vocabulary is not a list");  // the last byte is no UTF-8
}

BOOST_AUTO_TEST_CASE(parameters_that_are_not_finite_are_refused_by_name) {
  const test::TemporaryDirectory directory;
  const std::string path = changed_file(directory, [](StateDict& file) {
    file["model.lstm.bias_hh_l1"] = full({24}, std::numeric_limits<double>::infinity());
  });
  BOOST_CHECK_EXCEPTION(load_model(path), NumericError,
                        says("24 of the 24 numbers in the parameter 'lstm.bias_hh_l1'"));
}

BOOST_AUTO_TEST_CASE(parameters_have_the_names_of_pytorch) {
  std::string names;
  for (const auto& [name, tensor] : test::small_model("lstm", 1).model.named_parameters()) {
    names += name + " ";
  }
  BOOST_TEST(names ==
             "lstm.weight_ih_l0 lstm.weight_hh_l0 lstm.bias_ih_l0 lstm.bias_hh_l0 head.weight "
             "head.bias ");
  BOOST_TEST(test::word_model().model.named_parameters().front().first == "embedding.weight");
}

BOOST_AUTO_TEST_CASE(foreign_files_are_refused) {
  const test::TemporaryDirectory directory;
  BOOST_CHECK_THROW(load_model(directory / "missing"), IoError);
  test::write_bytes(directory / "text", "In the beginning God created the heaven and the earth.");
  BOOST_CHECK_THROW(load_model(directory / "text"), FormatError);
  write_state(directory / "foreign", {{"w", zeros({2})}});
  BOOST_CHECK_EXCEPTION(load_model(directory / "foreign"), FormatError,
                        says("is no model of char_rnn: it has no metadata 'format'"));
}

BOOST_AUTO_TEST_CASE(metadata_and_tensors_must_agree) {
  const test::TemporaryDirectory directory;
  const auto refused_after = [&](auto change, const char* message) {
    BOOST_CHECK_EXCEPTION(load_model(changed_file(directory, change)), FormatError, says(message));
  };
  const auto refused_with = [&](const char* key, const char* value, const char* message) {
    refused_after([&](StateDict& file) { file.metadata[key] = value; }, message);
  };
  refused_with("format", "char_rnn 1", "its format is 'char_rnn 1'");
  refused_with("cell", "tree", "no tensor 'tree.weight_hh_l1'");
  refused_with("hidden", "7", "its tensor 'head.weight' is [10, 6], its metadata says [10, 7]");
  refused_with("hidden", "6.5", "its hidden is '6.5'");
  refused_with("hidden", "99999999999999999999", "its hidden is '9999");
  refused_with("layers", "0", "its layers is '0'");
  refused_with("layers", "3", "it has 10 tensors, which are not those of 3 layers and a head");
  refused_with("layers", "9223372036854775807", "it has 10 tensors");
  refused_with("embedding", "-1", "its embedding is '-1'");
  refused_with("embedding", "4", "it has 10 tensors, which are not those of 2 layers and a head");
  refused_with("vocabulary", "", "vocabulary of");
  refused_with("vocabulary", "xgrad-vocabulary byte 0 -\n", "its vocabulary is empty");
  refused_with("vocabulary", "xgrad-vocabulary word 1 0\n<unk>\n", "its vocabulary is empty");
  refused_with("vocabulary", "xgrad-vocabulary byte 2 -\na\na\n", "duplicate token");
  refused_with("vocabulary", "xgrad-vocabulary byte 2 -\na\nb\n",
               "'head.weight' is [10, 6], its metadata says [2, 6]");
  refused_after([](StateDict& file) { file.metadata.erase("cell"); }, "no metadata 'cell'");
  refused_after([](StateDict& file) { file.metadata.erase("vocabulary"); },
                "no metadata 'vocabulary'");
  refused_after([](StateDict& file) { file["model.head.bias"] = zeros({11}); }, "head.bias");
  refused_after([](StateDict& file) { file["model.head.bias"] = zeros({10}, float64); },
                "head.bias");
}

BOOST_AUTO_TEST_SUITE_END()
