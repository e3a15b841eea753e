// The order in which training reads a text, against cases counted by hand.
#include "char_rnn/text.hpp"

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include "support/temporary_directory.hpp"
#include <csignal>
#include <fstream>
#include <memory>
#include <numeric>
#include <sys/stat.h>
#include <thread>

using namespace char_rnn;
using test::says;

namespace {

Numbers counted(std::size_t size) {
  Numbers numbers(size);
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

// The next stretch has this input [time, batch], targets one further, and the flag.
void check_next(Streams& streams, const Numbers& input, bool restart) {
  const Stretch stretch = streams.next();
  const auto found = stretch.input.to_vector<std::int64_t>();
  BOOST_TEST(found == input, boost::test_tools::per_element());
  Numbers target = input;
  for (std::int64_t& number : target) ++number;
  BOOST_TEST(stretch.target.to_vector<std::int64_t>() == target, boost::test_tools::per_element());
  BOOST_TEST(stretch.restart == restart);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(text)

BOOST_AUTO_TEST_CASE(a_vocabulary_may_be_the_bytes_in_rising_order) {
  const Vocabulary vocabulary("hello, \xc3\xa9\n", Alphabet::bytes);
  BOOST_TEST(vocabulary.characters() == "\n ,ehlo\xa9\xc3");
  const Numbers numbers = vocabulary.encode("hell\xc3");
  BOOST_TEST(numbers == (Numbers{4, 3, 5, 5, 8}), boost::test_tools::per_element());
  BOOST_TEST(vocabulary.decode(8) == "\xc3");
}

BOOST_AUTO_TEST_CASE(unknown_characters_are_shown_with_their_place) {
  const Vocabulary vocabulary("abc", Alphabet::bytes);
  BOOST_CHECK_EXCEPTION(vocabulary.encode("abxc"), xgrad::ValueError,
                        says("the character 'x' at position 2 is not among the 3"));
  BOOST_CHECK_EXCEPTION(vocabulary.encode("\xff"), xgrad::ValueError, says("0xff at position 0"));
}

BOOST_AUTO_TEST_CASE(the_last_twentieth_is_held_out) {
  const Split split = split_text(counted(41));  // 41 * 95 / 100 = 38.95
  BOOST_TEST(split.train == counted(38), boost::test_tools::per_element());
  BOOST_TEST(split.held_out == (Numbers{38, 39, 40}), boost::test_tools::per_element());
  BOOST_TEST(split_text(counted(21)).held_out.size() == 2u);
  BOOST_CHECK_EXCEPTION(split_text(counted(20)), xgrad::ValueError, says("20 characters"));
  BOOST_CHECK_THROW(split_text({}), xgrad::ValueError);
}

BOOST_AUTO_TEST_CASE(streams_lie_side_by_side_and_start_again) {
  Streams streams(counted(18), 2, 3);  // (18 - 1) / 2 = 8: two stretches of 3, and 2 unused
  check_next(streams, {0, 8, 1, 9, 2, 10}, true);
  check_next(streams, {3, 11, 4, 12, 5, 13}, false);
  check_next(streams, {0, 8, 1, 9, 2, 10}, true);
}

BOOST_AUTO_TEST_CASE(a_sequence_may_be_as_long_as_its_stream) {
  Streams streams(counted(9), 2, 4);  // (9 - 1) / 2 = 4, and the last target is the last character
  check_next(streams, {0, 4, 1, 5, 2, 6, 3, 7}, true);
  check_next(streams, {0, 4, 1, 5, 2, 6, 3, 7}, true);
  BOOST_CHECK_EXCEPTION(Streams(counted(8), 2, 4), xgrad::ValueError,
                        says("8 characters give 2 streams of 3, too short for a sequence of 4"));
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
