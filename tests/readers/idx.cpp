// Arrays of the MNIST format are read exactly; broken files are refused with the reason.
#include <xgrad/nn/data/readers/idx.hpp>

#include <boost/test/unit_test.hpp>

#include "support/misuse.hpp"
#include "support/temporary_directory.hpp"
#include "support/tensors.hpp"

using namespace test;
using namespace xgrad;
using namespace std::string_literals;
using nn::data::parse_idx, nn::data::read_idx;

BOOST_AUTO_TEST_SUITE(idx_files)

namespace {

// As on http://yann.lecun.com/exdb/mnist: two images of 2 x 3 pixels, and labels.
const std::string kImages =
    "\0\0\x08\x03\0\0\0\2\0\0\0\2\0\0\0\3"s
    "\x00\x01\x02\x7F\x80\xFF\x0A\x0B\x0C\x0D\x0E\x0F"s;
const std::string kLabels = "\0\0\x08\x01\0\0\0\3\7\2\1"s;

}  // namespace

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

BOOST_AUTO_TEST_CASE(read_idx_refuses_dtypes_that_do_not_fit) {
  BOOST_CHECK_THROW(parse_idx(kLabels, "file", bool_), DTypeError);
}

BOOST_AUTO_TEST_SUITE_END()
