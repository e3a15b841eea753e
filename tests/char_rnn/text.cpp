// How a text is read and divided.
#include "char_rnn/text.hpp"

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include "support/temporary_directory.hpp"
#include <csignal>
#include <fstream>
#include <memory>
#include <sys/stat.h>
#include <thread>

using namespace char_rnn;
using test::says;

BOOST_AUTO_TEST_SUITE(text)

BOOST_AUTO_TEST_CASE(split_text_holds_out_the_last_twentieth) {
  const std::string characters = "0123456789abcdefghijklmnopqrstuvwxyz+-*/=";
  const Split split = split_text(characters, TextUnit::code_point);  // 41 * 95 / 100 = 38.95
  BOOST_TEST(split.train == characters.substr(0, 38));
  BOOST_TEST(split.held_out == "*/=");
  const std::string fewer = characters.substr(0, 21);
  BOOST_TEST(split_text(fewer, TextUnit::byte).held_out == "jk");
  BOOST_CHECK_EXCEPTION(split_text(characters.substr(0, 20), TextUnit::code_point),
                        xgrad::ValueError, says("the last 5 % of 20 characters are too few"));
  BOOST_CHECK_EXCEPTION(split_text("", TextUnit::word), xgrad::ValueError, says("of 0 words"));
}

BOOST_AUTO_TEST_CASE(split_text_cuts_before_a_token) {
  const std::string many(38, 'a');
  const std::string characters = many + "é€😀", bytes = many.substr(3) + "é€";
  BOOST_TEST(split_text(characters, TextUnit::code_point).held_out == "é€😀");
  BOOST_TEST(split_text(bytes, TextUnit::byte).held_out == "\x82\xac");
  std::string words;
  for (int i = 0; i < 38; ++i) words += "word ";
  const std::string text = words + " don't\nsay that";
  const Split split = split_text(text, TextUnit::word);
  BOOST_TEST(split.train == words + " ");
  BOOST_TEST(split.held_out == "don't\nsay that");
}

BOOST_AUTO_TEST_CASE(count_tokens_counts_each_unit) {
  BOOST_TEST(count_tokens("Fülle, €", TextUnit::byte) == 11);
  BOOST_TEST(count_tokens("Fülle, €", TextUnit::code_point) == 8);
  BOOST_TEST(count_tokens("Fülle, €", TextUnit::word) == 3);
}

BOOST_AUTO_TEST_CASE(files_are_read_whole) {
  const test::TemporaryDirectory directory;
  const std::string bytes("one\r\n\0two", 9);
  test::write_bytes(directory / "text", bytes);
  BOOST_TEST(read_text(directory / "text") == bytes);
  test::write_bytes(directory / "empty", "");
  BOOST_TEST(read_text(directory / "empty") == "");
  BOOST_CHECK_EXCEPTION(read_text(directory / "missing"), xgrad::IoError,
                        says("No such file or directory"));
  BOOST_CHECK_EXCEPTION(read_text(directory / ""), xgrad::IoError, says("Is a directory"));
  BOOST_CHECK_EXCEPTION(read_text("/dev/zero"), xgrad::IoError,
                        says("neither a regular file nor a pipe"));
}

BOOST_AUTO_TEST_CASE(read_text_has_a_bound_for_files_and_pipes) {
  const test::TemporaryDirectory directory;
  const std::string bytes(200'000, 't'), pipe = directory / "pipe";
  test::write_bytes(directory / "text", bytes);
  BOOST_TEST(read_text(directory / "text", 200'000) == bytes);
  BOOST_CHECK_EXCEPTION(read_text(directory / "text", 199'999), xgrad::ValueError,
                        says("longer than 199999 bytes"));
  BOOST_TEST_REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const auto through_the_pipe = [&](std::size_t longest) {
    std::thread writer([&] {
      const auto before = std::signal(SIGPIPE, SIG_IGN);
      std::ofstream(pipe, std::ios::binary) << bytes;
      std::signal(SIGPIPE, before);
    });
    const auto join = [&](std::thread* thread) { thread->join(); };
    const std::unique_ptr<std::thread, decltype(join)> joined(&writer, join);
    return read_text(pipe, longest);
  };
  BOOST_TEST(through_the_pipe(200'000) == bytes);
  BOOST_CHECK_EXCEPTION(through_the_pipe(1000), xgrad::ValueError, says("longer than 1000 bytes"));
}

BOOST_AUTO_TEST_SUITE_END()
