// Names from files, split, as token ids, and weighed.
#include "names/names.hpp"

#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "names/small_names.hpp"
#include "support/arrays.hpp"
#include "support/close.hpp"
#include "support/temporary_directory.hpp"
#include <algorithm>

using namespace xgrad;
using namespace names;
using test::close;

BOOST_AUTO_TEST_SUITE(names_of_languages)

BOOST_AUTO_TEST_CASE(read_names_reads_names_that_look_like_missing_values) {
  const test::TemporaryDirectory directory;
  const std::string path = directory / "names.csv";
  test::write_bytes(path,
                    "name,language,rank\nNull,English,1\n\"de Haan, van\",Dutch,2\nNA,English,3\n");
  const Names found = read_names(path);
  BOOST_TEST(found.names == (std::vector<std::string>{"Null", "de Haan, van", "NA"}));
  BOOST_TEST(found.labels == (std::vector<std::int64_t>{1, 0, 1}));
  BOOST_TEST(found.languages == (std::vector<std::string>{"Dutch", "English"}));
}

BOOST_AUTO_TEST_CASE(read_names_refuses_missing_values_and_columns) {
  const test::TemporaryDirectory directory;
  const std::string path = directory / "names.csv";
  test::write_bytes(path, "name\nSmith\n");
  BOOST_CHECK_EXCEPTION(read_names(path), FormatError, test::says("has one column"));
  test::write_bytes(path, "name,language\n,English\n");
  BOOST_CHECK_THROW(read_names(path), FormatError);
  test::write_bytes(path, "name,language\nSmith,\n");
  BOOST_CHECK_THROW(read_names(path), FormatError);
  BOOST_CHECK_THROW(read_names(directory / "missing"), IoError);
}

BOOST_AUTO_TEST_CASE(split_names_holds_out_a_tenth) {
  const Names all = test::small_names(50);
  Generator generator(1);
  const auto [training, held_out] = split_names(all, generator);
  BOOST_TEST(training.names.size() == 135u);
  BOOST_TEST(held_out.names.size() == 15u);
  BOOST_TEST(held_out.languages == all.languages);
  std::vector<std::string> together = training.names, sorted = all.names;
  together.insert(together.end(), held_out.names.begin(), held_out.names.end());
  std::ranges::sort(together);
  std::ranges::sort(sorted);
  BOOST_TEST(together == sorted);
  for (std::size_t i = 0; i < held_out.names.size(); ++i) {
    const std::string& name = held_out.names[i];
    BOOST_TEST(held_out.labels[i] == (name.ends_with("aki") ? 0 : name.ends_with("ini") ? 1 : 2));
  }
  BOOST_CHECK_EXCEPTION(split_names(test::small_names(3), generator), ValueError,
                        test::says("9 names in 3 languages, expected at least 10"));
  Names one = all;
  one.languages = {"A"};
  BOOST_CHECK_THROW(split_names(one, generator), ValueError);
}

BOOST_AUTO_TEST_CASE(vocabulary_has_the_repeated_code_points) {
  const Names all = {
      .names = {"Müller", "Mühle", "Łąki"}, .labels = {0, 0, 1}, .languages = {"g", "p"}};
  const Vocabulary vocabulary = vocabulary_of(all);
  BOOST_TEST(vocabulary.tokens() == (std::vector<std::string>{"<unk>", "l", "M", "e", "ü"}));
  const std::vector<Example> examples = encode(all, vocabulary);
  BOOST_TEST(close(examples[0].first, {{2, 4, 1, 1, 3, 0}}));
  BOOST_TEST(examples[2].second == 1);
  BOOST_TEST(lengths_of(examples) == (std::vector<Index>{6, 5, 4}));
}

BOOST_AUTO_TEST_CASE(class_weights_are_inverse_frequencies) {
  const Names all = {
      .names = {"a", "b", "c", "d"}, .labels = {0, 0, 0, 2}, .languages = {"x", "y", "z"}};
  BOOST_TEST(close(class_weights(all), {{4 / 9.0, 4 / 3.0, 4 / 3.0}}, {.relative = 1e-7}));
}

BOOST_AUTO_TEST_SUITE_END()
