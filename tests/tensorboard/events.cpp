// Records equal those of Python's Protocol Buffers, and check sums those of RFC 3720.
#include "golden/readers/events.hpp"

#include <xgrad/nn/training/tensorboard/events.hpp>
#include <xgrad/nn/training/tensorboard/record.hpp>
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "support/misuse.hpp"
#include <limits>

using namespace xgrad;
using namespace xgrad::nn::training;
using namespace golden::readers;
using test::check_message;

BOOST_AUTO_TEST_SUITE(events)

namespace {

constexpr double kWallTime = 1700000000.25, kNaN = std::numeric_limits<double>::quiet_NaN();

std::string bytes_from(int first, int change) {
  std::string bytes;
  for (int i = 0; i < 32; ++i) bytes += static_cast<char>(first + i * change);
  return bytes;
}

}  // namespace

// RFC 3720, appendix B.4; the check value of the CRC catalogue.
BOOST_AUTO_TEST_CASE(crc32c_is_that_of_rfc_3720) {
  BOOST_TEST(crc32c(bytes_from(0, 0)) == 0x8A9136AAU);
  BOOST_TEST(crc32c(bytes_from(0xFF, 0)) == 0x62A8AB43U);
  BOOST_TEST(crc32c(bytes_from(0, 1)) == 0x46DD794EU);
  BOOST_TEST(crc32c(bytes_from(31, -1)) == 0x113FDB5CU);
  BOOST_TEST(crc32c("123456789") == 0xE3069283U);
  BOOST_TEST(crc32c("") == 0U);
}

BOOST_AUTO_TEST_CASE(records_equal_those_of_python_bytewise) {
  BOOST_TEST(record_of(version_event(kWallTime)) == version_record);
  BOOST_TEST(record_of(start_event({kWallTime, 8})) == start_record);
  const Metrics metrics = {{"loss", 0.1}, {"zero", 0.0}, {"größe", -1e300}, {"nan", kNaN}};
  BOOST_TEST(record_of(scalars_event({kWallTime, 7}, "train/", metrics)) == scalars_record);
  BOOST_TEST(record_of(text_event({kWallTime, 9}, "sample", "Grüße, *Welt*\n")) == text_record);
}

BOOST_AUTO_TEST_CASE(histogram_counts_finite_elements_in_intervals_of_equal_width) {
  const double infinity = std::numeric_limits<double>::infinity();
  const std::vector<double> values = {0, 0.5, 2, kNaN, -1.5, infinity, -2, 0.5, -infinity};
  const auto record = [&](const Tensor& tensor, Index bins) {
    return record_of(histogram_event({kWallTime, Index{1} << 40}, "weights", tensor, bins));
  };
  BOOST_TEST(record(from_vector(values, {3, 3}), 4) == histogram_record);
  BOOST_TEST(record(from_vector(values).to(float32).requires_grad_(), 4) == histogram_record);
}

BOOST_AUTO_TEST_CASE(histogram_without_finite_elements_is_empty) {
  BOOST_TEST(histogram_event({kWallTime}, "a", zeros({0}), 4) == "");
  BOOST_TEST(histogram_event({kWallTime}, "a", full({3}, kNaN), 4) == "");
  BOOST_TEST(histogram_event({kWallTime}, "a", full({3}, 1.0), 4) != "");
}

BOOST_AUTO_TEST_CASE(invalid_tags_and_texts_are_refused) {
  check_message([] { scalar_event({kWallTime}, "", 1); }, "SummaryWriter: \"\" cannot be a tag");
  check_message([] { scalar_event({kWallTime}, "a\xFF", 1); },
                "SummaryWriter: \"a\uFFFD\" cannot be a tag");
  check_message([] { text_event({kWallTime}, "a", "\xC3"); },
                "SummaryWriter: the text of 'a' is not UTF-8");
  check_message([] { histogram_event({kWallTime}, "a", ones({2}), 0); },
                "SummaryWriter: bins = 0 must be positive");
}

BOOST_AUTO_TEST_SUITE_END()
