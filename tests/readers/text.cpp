// Text is read whole and split at the documented boundaries; what is not UTF-8 is refused.
#include <xgrad/nn/data/readers/bytes.hpp>
#include <xgrad/nn/data/readers/text.hpp>

#include <boost/test/unit_test.hpp>

#include "readers/hostile.hpp"
#include "support/arrays.hpp"
#include "support/misuse.hpp"
#include "support/temporary_directory.hpp"

using namespace test;
using namespace xgrad;
using nn::data::read_text, nn::data::TextUnit, nn::data::tokenize;

BOOST_AUTO_TEST_SUITE(text_files)

using Texts = std::vector<std::string>;

namespace {

Texts words(std::string_view text) {
  return tokenize(text, TextUnit::word);
}

std::string text_of_file(std::string_view bytes) {
  static const TemporaryDirectory directory;
  write_bytes(directory / "file", bytes);
  return read_text(directory / "file");
}

}  // namespace

BOOST_AUTO_TEST_CASE(read_bytes_and_read_text_return_the_whole_file) {
  const std::string text("a\0b\r\n\xC3\xA9", 7);
  BOOST_TEST(text_of_file(text) == text);
  BOOST_TEST(text_of_file("") == "");
  BOOST_TEST(text_of_file("\xEF\xBB\xBF"
                          "a") == "a");
  const TemporaryDirectory directory;
  write_bytes(directory / "file", "\xFF\0");
  BOOST_TEST(nn::data::read_bytes(directory / "file") == read_bytes(directory / "file"));
  BOOST_CHECK_THROW(nn::data::read_bytes(directory / "missing"), IoError);
  BOOST_CHECK_THROW(read_text(directory / "missing"), IoError);
}

BOOST_AUTO_TEST_CASE(read_text_refuses_what_is_not_utf8) {
  BOOST_CHECK_EXCEPTION(text_of_file("ab\xFF"), FormatError,
                        says("/file' (3 bytes): byte 2: 0xff is not UTF-8"));
  BOOST_CHECK_EXCEPTION(text_of_file("\xFF\xFE"
                                     "a\0"),
                        FormatError, says("byte 0: 0xff"));
  BOOST_CHECK_EXCEPTION(text_of_file("\xC3"), FormatError, says("byte 0: 0xc3 is not UTF-8"));
}

BOOST_AUTO_TEST_CASE(tokenize_gives_bytes_of_any_text) {
  BOOST_TEST(tokenize("a\xFF\n", TextUnit::byte) == (Texts{"a", "\xFF", "\n"}));
  BOOST_TEST(tokenize("", TextUnit::byte).empty());
}

BOOST_AUTO_TEST_CASE(tokenize_gives_code_points) {
  BOOST_TEST(tokenize("aé世😀\n", TextUnit::code_point) == (Texts{"a", "é", "世", "😀", "\n"}));
  BOOST_TEST(tokenize("", TextUnit::code_point).empty());
  // A combining accent is a code point of its own.
  BOOST_TEST(tokenize("e\xCC\x81", TextUnit::code_point) == (Texts{"e", "\xCC\x81"}));
}

BOOST_AUTO_TEST_CASE(tokenize_gives_words_and_punctuation) {
  BOOST_TEST(words("").empty());
  BOOST_TEST(words(" \n\t").empty());
  BOOST_TEST(words("To be, or not to be?") ==
             (Texts{"To", "be", ",", "or", "not", "to", "be", "?"}));
  BOOST_TEST(words("don't well-known snake_case") == (Texts{"don't", "well-known", "snake_case"}));
  BOOST_TEST(words("'tis -x y- a--b '") ==
             (Texts{"'", "tis", "-", "x", "y", "-", "a", "-", "-", "b", "'"}));
  BOOST_TEST(words("3.14 (x)") == (Texts{"3", ".", "14", "(", "x", ")"}));
}

BOOST_AUTO_TEST_CASE(tokenize_treats_every_script_and_white_space_alike) {
  BOOST_TEST(words("Grüße, мир! 世界") == (Texts{"Grüße", ",", "мир", "!", "世界"}));
  BOOST_TEST(words("l'été l’été") == (Texts{"l'été", "l’été"}));
  // A no-break space, an em space, a line separator and an ideographic space.
  BOOST_TEST(words("a\xC2\xA0"
                   "b\xE2\x80\x83"
                   "c\xE2\x80\xA8"
                   "d\xE3\x80\x80"
                   "e") == (Texts{"a", "b", "c", "d", "e"}));
  BOOST_TEST(words("a-\xC2\xA0") == (Texts{"a", "-"}));
  // A zero-width space is not white space in Unicode.
  BOOST_TEST(words("a\xE2\x80\x8B"
                   "b")
                 .size() == 1);
}

BOOST_AUTO_TEST_CASE(tokenize_refuses_what_is_not_utf8) {
  for (const TextUnit unit : {TextUnit::code_point, TextUnit::word}) {
    check_message([&] { tokenize("ab \xE4\xB8", unit); }, "tokenize: byte 3: 0xe4 is not UTF-8");
  }
}

// Joined in order, the tokens are the text without its white space.
BOOST_AUTO_TEST_CASE(tokenize_loses_nothing_of_a_text) {
  const Texts pieces = {"a", "é", "世", "'", "-", "_", ".", " ", "\n", "\xC2\xA0", "\xE2\x80\x83"};
  std::mt19937 random(1);
  for (int round = 0; round < 1000; ++round) {
    std::string text, expected;
    for (auto count = random() % 12; count > 0; --count) {
      const std::size_t piece = random() % pieces.size();
      text += pieces[piece];
      if (piece < 7) expected += pieces[piece];
    }
    std::string joined;
    for (const std::string& word : words(text)) {
      BOOST_TEST(!word.empty());
      joined += word;
    }
    BOOST_TEST(joined == expected);
    joined.clear();
    for (const std::string& token : tokenize(text, TextUnit::code_point)) joined += token;
    BOOST_TEST(joined == text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
