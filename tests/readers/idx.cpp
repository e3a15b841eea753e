// Arrays of the MNIST format are read exactly; broken files are refused with the reason.
#include <xgrad/nn/data/readers/idx.hpp>

#include <boost/test/unit_test.hpp>

#include "readers/hostile.hpp"
#include "support/misuse.hpp"
#include "support/temporary_directory.hpp"
#include "support/tensors.hpp"

using namespace test;
using namespace xgrad;
using namespace std::string_literals;
using nn::data::parse_idx, nn::data::read_idx;

namespace {

const ParseFile kParse = [](std::string_view bytes) { parse_idx(bytes, "file"); };

// As on http://yann.lecun.com/exdb/mnist: two images of 2 x 3 pixels, and labels.
const std::string kImages =
    "\0\0\x08\x03\0\0\0\2\0\0\0\2\0\0\0\3"s
    "\x00\x01\x02\x7F\x80\xFF\x0A\x0B\x0C\x0D\x0E\x0F"s;
const std::string kLabels = "\0\0\x08\x01\0\0\0\3\7\2\1"s;

}  // namespace

BOOST_AUTO_TEST_SUITE(idx_files)

BOOST_AUTO_TEST_CASE(read_idx_gives_images_and_labels) {
  const TemporaryDirectory directory;
  write_bytes(directory / "images", kImages);
  const Tensor images = read_idx(directory / "images", float32);
  BOOST_TEST(images.shape() == (Shape{2, 2, 3}));
  BOOST_TEST(images.to_vector<float>() ==
             (std::vector<float>{0, 1, 2, 127, 128, 255, 10, 11, 12, 13, 14, 15}));
  const Tensor labels = parse_idx(kLabels, "file");
  BOOST_TEST(labels.to_vector<std::int64_t>() == (std::vector<std::int64_t>{7, 2, 1}));
  BOOST_CHECK_THROW(read_idx(directory / "missing"), IoError);
}

BOOST_AUTO_TEST_CASE(read_idx_takes_every_element_type) {
  const auto integers = [](const std::string& bytes) {
    return parse_idx(bytes, "file").to_vector<std::int64_t>();
  };
  using Integers = std::vector<std::int64_t>;
  BOOST_TEST(integers("\0\0\x09\1\0\0\0\2\xFF\1"s) == (Integers{-1, 1}));
  BOOST_TEST(integers("\0\0\x0B\1\0\0\0\2\xFF\xFE\1\0"s) == (Integers{-2, 256}));
  BOOST_TEST(integers("\0\0\x0C\1\0\0\0\1\x80\0\0\1"s) == (Integers{-2147483647}));
  BOOST_TEST(values<float>(parse_idx("\0\0\x0D\1\0\0\0\1\xBF\xC0\0\0"s, "file")) ==
             std::vector<float>{-1.5F});
  BOOST_TEST(values<double>(parse_idx("\0\0\x0E\0\x3F\xE0\0\0\0\0\0\0"s, "file")) ==
             std::vector<double>{0.5});
  BOOST_TEST(parse_idx("\0\0\x08\2\0\0\0\0\0\0\0\5"s, "file").shape() == (Shape{0, 5}));
}

BOOST_AUTO_TEST_CASE(read_idx_refuses_hostile_files) {
  check_refused(
      {
          {"", "truncated: magic of 2 bytes at byte 0, only 0 bytes are there"},
          {"\1\0\x08\1"s, "not an IDX file"},
          {"\x1F\x8B\x08\0"s, "compressed with gzip\n  hint: parse_idx(read_gzip(path), path)"},
          {"\0\0\x0A\1\0\0\0\0"s, "unknown element type 0x0a"},
          {"\0\0\x08"s, "truncated: number of axes"},
          {"\0\0\x08\xFF\0\0\0\1"s, "truncated: size of an axis of 4 bytes at byte 8"},
          {"\0\0\x08\x09"s + std::string(36, '\0'), "9 axes, at most 8 are supported"},
          {"\0\0\x08\1\0\0\0\2\1"s, "truncated: 1-byte elements of shape [2] take 2 bytes"},
          {"\0\0\x08\1\0\0\0\1\1\1"s, "too long: 1-byte elements of shape [1] take 1 bytes"},
          {"\0\0\x0E\3\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s, "is too large"},
          {"\0\0\x08\2\xFF\xFF\xFF\xFF\0\0\0\1\1"s, "take 4294967295 bytes at byte 12"},
      },
      kParse);
  BOOST_CHECK_THROW(parse_idx(kLabels, "file", bool_), DTypeError);
}

BOOST_AUTO_TEST_CASE(read_idx_survives_every_truncation_and_bit_flip) {
  BOOST_TEST(check_truncations_and_bit_flips(kImages, kParse) > 120);
}

BOOST_AUTO_TEST_CASE(read_idx_survives_mutations) {
  BOOST_TEST(check_mutations({kImages, kLabels}, kParse) > 5'000);
}

BOOST_AUTO_TEST_SUITE_END()
