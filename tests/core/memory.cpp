// Counts of what is alive.
#include <xgrad/core/array.hpp>
#include <xgrad/core/memory.hpp>

#include <boost/test/unit_test.hpp>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(memory)

BOOST_AUTO_TEST_CASE(peak_bytes_stays_until_reset_peak_bytes) {
  const std::int64_t before = live_counts().bytes;
  reset_peak_bytes();
  BOOST_TEST(peak_bytes() == before);
  {
    const Array first = Array::empty({100}, float64);
    { const Array second = Array::empty({50}, float64); }
    const Array third = Array::empty({20}, float64);
    BOOST_TEST(live_counts().bytes == before + 120 * 8);
  }
  BOOST_TEST(peak_bytes() == before + 150 * 8);
  reset_peak_bytes();
  BOOST_TEST(peak_bytes() == before);
}

BOOST_AUTO_TEST_SUITE_END()
