// The switch for subnormal numbers, and its guards on this thread and on those of loops.
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/reduce.hpp>
#include <xgrad/core/numbers/denormals.hpp>
#include <xgrad/core/threads.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include "support/flush.hpp"
#include <atomic>
#include <limits>

using test::Flush;

BOOST_AUTO_TEST_SUITE(denormals)

namespace {

bool flushes() {
  volatile float tiny = std::numeric_limits<float>::min();
  return tiny * 0.5f == 0.0f;
}

bool reads_as_zero() {
  volatile float tiny = std::numeric_limits<float>::denorm_min();
  return tiny == 0.0f;
}

int flushing_ranges() {
  const int before = xgrad::num_threads();
  xgrad::set_num_threads(2);
  std::atomic<int> flushed = 0;
  const auto body = [&](xgrad::Index, xgrad::Index) { flushed += flushes(); };
  xgrad::parallel_for(0, 2, 1, body);
  xgrad::parallel_for(0, 1, 1, body);
  xgrad::set_num_threads(before);
  return flushed;
}

}  // namespace

BOOST_AUTO_TEST_CASE(parallel_for_flushes_in_all_ranges_by_default) {
  BOOST_TEST(xgrad::flush_denormals());
  BOOST_TEST(!flushes());
  BOOST_TEST(flushing_ranges() == 3);
  BOOST_TEST(!flushes());
}

BOOST_AUTO_TEST_CASE(nothing_is_flushed_when_switched_off) {
  const Flush off(false);
  BOOST_TEST(!xgrad::flush_denormals());
  BOOST_TEST(flushing_ranges() == 0);
  const xgrad::DenormalGuard guard;
  BOOST_TEST(!flushes());
}

BOOST_AUTO_TEST_CASE(guards_nest_and_keep_subnormal_inputs) {
  const Flush on(true);
  {
    const xgrad::DenormalGuard outer;
    { const xgrad::DenormalGuard inner; }
    BOOST_TEST(flushes());
    BOOST_TEST(!reads_as_zero());
    {
      const xgrad::ExactDenormals exact;
      BOOST_TEST(!flushes());
    }
    BOOST_TEST(flushes());
  }
  BOOST_TEST(!flushes());
}

BOOST_AUTO_TEST_CASE(a_guard_outlives_a_change_of_the_switch) {
  {
    const Flush on(true);
    const xgrad::DenormalGuard guard;
    xgrad::set_flush_denormals(false);
    BOOST_TEST(flushes());
  }
  BOOST_TEST(!flushes());
  const Flush off(false);
  {
    const xgrad::DenormalGuard guard;
    xgrad::set_flush_denormals(true);
  }
  BOOST_TEST(!flushes());
}

BOOST_AUTO_TEST_CASE(cast_sum_and_mean_are_exact_inside_of_a_guard) {
  const Flush on(true);
  const xgrad::DenormalGuard guard;
  const xgrad::Array doubles = test::array<double>({2}, {1e-40, 2e-40});
  const xgrad::Array floats = xgrad::kernels::cast(doubles, xgrad::float32);
  BOOST_TEST(test::values<float>(floats) == (std::vector<float>{1e-40f, 2e-40f}));
  BOOST_TEST(test::values<float>(xgrad::kernels::sum(floats))[0] == 1e-40f + 2e-40f);
  BOOST_TEST(test::values<float>(xgrad::kernels::mean(floats))[0] == (1e-40f + 2e-40f) / 2);
}

BOOST_AUTO_TEST_SUITE_END()
