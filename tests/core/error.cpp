// Messages of errors have a bound, whatever they quote.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/utf8.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

using xgrad::ValueError;

BOOST_AUTO_TEST_SUITE(error)

BOOST_AUTO_TEST_CASE(messages_are_at_most_64_kib) {
  const std::string text = ValueError("begin" + std::string(100'000'000, 'x') + "end").what();
  BOOST_TEST(text.size() <= 65536u);
  BOOST_TEST(text.size() > 30000u);
  BOOST_TEST(text.starts_with("beginx"));
  BOOST_TEST(text.ends_with("xend"));
  BOOST_TEST(text.find("bytes left out]") != text.npos);
  const std::string huge(1'000'000, 'h');
  const xgrad::Scope scope(huge, huge);
  const std::string all = ValueError(huge, huge).what();
  BOOST_TEST(all.size() <= 65536u);
  BOOST_TEST(all.find("hint: h") != all.npos);
}

BOOST_AUTO_TEST_CASE(shorter_messages_stay_whole) {
  const std::string message(30000, 'm');
  BOOST_TEST(ValueError(message, "hint").what() == message + "\n  hint: hint");
}

BOOST_AUTO_TEST_CASE(shortened_messages_are_valid_utf8) {
  for (const std::string character : {"é", "€", "😀"}) {
    for (std::size_t shift = 0; shift < 4; ++shift) {
      std::string text(shift, 'a');
      while (text.size() < 300'000) text += character;
      BOOST_TEST(xgrad::io::is_utf8(ValueError(text).what()));
    }
  }
  // What is no UTF-8 has no places to cut at, and is cut all the same.
  BOOST_TEST(std::string(ValueError(std::string(300'000, '\xbf')).what()).size() <= 65536u);
}

BOOST_AUTO_TEST_SUITE_END()
