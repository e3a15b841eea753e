// Characters of UTF-8 are numbered, and never cut in two.
#include <xgrad/core/io/utf8.hpp>

#include <boost/test/unit_test.hpp>

#include "char_rnn/sampling.hpp"
#include "char_rnn/text.hpp"
#include "support/arrays.hpp"
#include "support/terminal.hpp"

using namespace char_rnn;
using test::says;
using xgrad::ValueError;

BOOST_AUTO_TEST_SUITE(alphabet)

BOOST_AUTO_TEST_CASE(a_vocabulary_is_the_code_points_in_rising_order) {
  const Vocabulary vocabulary("Fülle für 😀 und €, é\n");
  BOOST_TEST(vocabulary.characters() == "\n ,Fdeflnruéü€😀");
  BOOST_TEST(vocabulary.size() == 15);
  const Numbers numbers = vocabulary.encode("ü😀\n");
  BOOST_TEST(numbers == (Numbers{12, 14, 0}), boost::test_tools::per_element());
  for (std::int64_t i = 0; i < vocabulary.size(); ++i) {
    BOOST_TEST(vocabulary.encode(vocabulary.decode(i)) == Numbers{i},
               boost::test_tools::per_element());
  }
  BOOST_TEST(vocabulary.contains("ü"));
  BOOST_TEST(!vocabulary.contains("ä"));
}

BOOST_AUTO_TEST_CASE(numbers_of_ascii_are_those_of_its_bytes) {
  std::string text;
  for (int c = 0; c < 127; c += 3) text += static_cast<char>(c);
  const Vocabulary characters(text), bytes(text, Alphabet::bytes);
  BOOST_TEST(characters.characters() == bytes.characters());
  BOOST_TEST(characters.encode(text) == bytes.encode(text), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(text_that_is_no_utf8_is_refused_with_its_place) {
  for (const char* wrong :
       {"\xff", "\xc3", "\xc3(", "\xed\xa0\x80", "\xc0\x80", "\xf4\x90\x80\x80"}) {
    BOOST_CHECK_EXCEPTION(Vocabulary("é" + std::string(wrong)), ValueError,
                          says("at offset 2 is no UTF-8\n  hint: train with --bytes"));
    BOOST_CHECK_NO_THROW(Vocabulary(wrong, Alphabet::bytes));
  }
  BOOST_CHECK_EXCEPTION(Vocabulary("ab").encode("a\xff"), ValueError, says("0xff at offset 1"));
}

BOOST_AUTO_TEST_CASE(unknown_characters_are_shown) {
  const Vocabulary vocabulary("aé");
  BOOST_CHECK_EXCEPTION(vocabulary.encode("éaü"), ValueError,
                        says("'ü' (U+00FC) at position 2 is not among the 2"));
  BOOST_CHECK_EXCEPTION(vocabulary.encode("\x1b"), ValueError, says("U+001B at position 0"));
}

BOOST_AUTO_TEST_CASE(samples_hold_whole_characters) {
  xgrad::manual_seed(1);
  const Vocabulary vocabulary("aé€😀\n");
  const CharModel model({.vocabulary = vocabulary.size(), .hidden = 4});
  xgrad::Generator generator(2);
  for (const xgrad::Index length : {0, 1, 50}) {
    const std::string text = sample(model, vocabulary, {.prime = "é", .length = length}, generator);
    BOOST_TEST(xgrad::io::is_utf8(text));
    BOOST_TEST(vocabulary.encode(text).size() == static_cast<std::size_t>(length));
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
