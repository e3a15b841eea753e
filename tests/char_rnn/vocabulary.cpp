// The tokens of a text at each level, and samples made of them.
#include <xgrad/core/io/utf8.hpp>

#include <boost/test/unit_test.hpp>

#include "char_rnn/sampling.hpp"
#include "char_rnn/text.hpp"
#include "support/arrays.hpp"
#include "support/terminal.hpp"

using namespace char_rnn;
using test::says;
using xgrad::ValueError;

BOOST_AUTO_TEST_SUITE(vocabulary)

namespace {

using Ids = std::vector<std::int64_t>;

std::string all_tokens(const Vocabulary& vocabulary) {
  std::string text;
  for (const std::string& token : vocabulary.tokens()) text += token;
  return text;
}

Ids ids_of(const Vocabulary& vocabulary, std::string_view text) {
  return vocabulary.encode(text).to_vector<std::int64_t>();
}

}  // namespace

BOOST_AUTO_TEST_CASE(levels_name_units) {
  BOOST_CHECK(unit_of("character") == TextUnit::code_point);
  BOOST_CHECK(unit_of("byte") == TextUnit::byte);
  BOOST_CHECK(unit_of("word") == TextUnit::word);
  BOOST_CHECK_EXCEPTION(unit_of("rune"), ValueError, says("no level 'rune'"));
}

BOOST_AUTO_TEST_CASE(make_vocabulary_has_code_points_in_increasing_order) {
  const Vocabulary vocabulary = make_vocabulary("Fülle für 😀 und €, é\n", TextUnit::code_point);
  BOOST_TEST(all_tokens(vocabulary) == "\n ,Fdeflnruéü€😀");
  BOOST_TEST(vocabulary.size() == 15);
  BOOST_TEST(ids_of(vocabulary, "ü😀\n") == (Ids{12, 14, 0}));
  BOOST_TEST(vocabulary.contains("ü"));
  BOOST_TEST(!vocabulary.contains("ä"));
  BOOST_TEST(!vocabulary.unknown_id().has_value());
}

BOOST_AUTO_TEST_CASE(make_vocabulary_has_bytes_in_increasing_order) {
  const Vocabulary vocabulary = make_vocabulary("hello, \xc3\xa9\n", TextUnit::byte);
  BOOST_TEST(all_tokens(vocabulary) == "\n ,ehlo\xa9\xc3");
  BOOST_TEST(ids_of(vocabulary, "hell\xc3") == (Ids{4, 3, 5, 5, 8}));
  std::string ascii;
  for (int c = 0; c < 127; c += 3) ascii += static_cast<char>(c);
  BOOST_TEST(make_vocabulary(ascii, TextUnit::code_point).tokens() ==
             make_vocabulary(ascii, TextUnit::byte).tokens());
}

// 40 tokens, of which the last two are held out.
BOOST_AUTO_TEST_CASE(make_vocabulary_has_the_frequent_words_of_the_part_for_training) {
  std::string text;
  for (int i = 0; i < 9; ++i) text += "the cat . a ";
  text += "the dog new new";
  const auto words = [&](const WordOptions& options) {
    std::string found;
    const Vocabulary vocabulary = make_vocabulary(text, TextUnit::word, options);
    for (const std::string& word : vocabulary.tokens()) found += word + " ";
    return found;
  };
  BOOST_TEST(words({}) == "<unk> the . a cat ");
  BOOST_TEST(words({.most = 3}) == "<unk> the . ");
  BOOST_TEST(words({.min_count = 1}) == "<unk> the . a cat dog ");
  const Vocabulary vocabulary = make_vocabulary(text, TextUnit::word);
  BOOST_TEST(ids_of(vocabulary, "a dog.") == (Ids{3, 0, 2}));
  BOOST_CHECK_EXCEPTION(words({.min_count = 11}), ValueError,
                        says("no word occurs 11 times in the part for training\n  hint: take"));
}

BOOST_AUTO_TEST_CASE(make_vocabulary_refuses_text_that_is_not_utf8) {
  for (const char* wrong :
       {"\xff", "\xc3", "\xc3(", "\xed\xa0\x80", "\xc0\x80", "\xf4\x90\x80\x80"}) {
    for (const TextUnit unit : {TextUnit::code_point, TextUnit::word}) {
      BOOST_CHECK_EXCEPTION(make_vocabulary("é" + std::string(wrong), unit), ValueError,
                            says("at offset 2 is not UTF-8\n  hint: train with --level byte"));
    }
    BOOST_CHECK_NO_THROW(make_vocabulary(wrong, TextUnit::byte));
  }
}

BOOST_AUTO_TEST_CASE(samples_have_whole_characters) {
  xgrad::manual_seed(1);
  const Vocabulary vocabulary = make_vocabulary("aé€😀\n", TextUnit::code_point);
  const CharModel model({.vocabulary = vocabulary.size(), .hidden = 4});
  xgrad::Generator generator(2);
  for (const xgrad::Index length : {0, 1, 50}) {
    const std::string text = sample(model, vocabulary, {.prime = "é", .length = length}, generator);
    BOOST_TEST(xgrad::io::is_utf8(text));
    BOOST_TEST(count_tokens(text, TextUnit::code_point) == length);
  }
}

BOOST_AUTO_TEST_CASE(terminals_get_no_commands) {
  using support::without_controls;
  BOOST_TEST(without_controls("plain é€😀\n\tend") == "plain é€😀\n\tend");
  BOOST_TEST(without_controls("\x1b[2J\a\r\x7f") == "\uFFFD[2J\uFFFD\uFFFD\uFFFD");
  BOOST_TEST(without_controls("\xc2\x9b"
                              "2J") ==
             "\uFFFD"
             "2J");  // the one-character form of ESC [
  BOOST_TEST(without_controls("\xff\xc3") == "\uFFFD\uFFFD");
}

BOOST_AUTO_TEST_SUITE_END()
