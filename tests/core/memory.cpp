// Counts of what is alive.
#include <xgrad/core/array.hpp>
#include <xgrad/core/memory.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <optional>
#include <thread>

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

BOOST_AUTO_TEST_CASE(peak_bytes_counts_large_and_small_buffers_together) {
  constexpr Index kFew = 1000, kMany = 1 << 18;
  const std::int64_t before = live_counts().bytes;
  reset_peak_bytes();
  {
    const Array small = Array::empty({kFew}, float64), large = Array::empty({kMany}, float64);
    { const Array more = Array::empty({2 * kFew}, float64); }
    BOOST_TEST(live_counts().bytes == before + (kFew + kMany) * 8);
  }
  BOOST_TEST(live_counts().bytes == before);
  BOOST_TEST(peak_bytes() == before + (3 * kFew + kMany) * 8);
}

BOOST_AUTO_TEST_CASE(live_counts_include_buffers_that_other_threads_made_and_freed) {
  const LiveCounts before = live_counts();
  for (int round = 0; round < 3; ++round) {  // later threads continue the counts of earlier ones
    std::optional<Array> here = Array::empty({10}, float64), there;
    std::thread([&] {
      there = Array::empty({20}, float64);
      here.reset();
    }).join();
    BOOST_TEST(live_counts().buffers == before.buffers + 1);
    BOOST_TEST(live_counts().bytes == before.bytes + 20 * 8);
    there.reset();
    BOOST_TEST((live_counts() == before));
  }
}

BOOST_AUTO_TEST_CASE(peak_bytes_includes_what_other_threads_hold) {
  const std::int64_t before = live_counts().bytes;
  reset_peak_bytes();
  std::atomic<bool> made = false, seen = false;
  std::thread holder([&] {
    const Array held = Array::empty({100}, float64);
    made = true;
    while (!seen) std::this_thread::yield();
  });
  while (!made) std::this_thread::yield();
  { const Array own = Array::empty({10}, float64); }
  const std::int64_t peak = peak_bytes();
  seen = true;
  holder.join();
  BOOST_TEST(peak == before + 110 * 8);
}

// A buffer that outlives the counts of the thread that frees it.
BOOST_AUTO_TEST_CASE(live_counts_include_buffers_freed_at_the_end_of_a_thread) {
  const LiveCounts before = live_counts();
  std::thread([] {
    thread_local std::optional<Array> last;
    last = Array::empty({10}, float64);
  }).join();
  BOOST_TEST((live_counts() == before));
}

BOOST_AUTO_TEST_SUITE_END()
