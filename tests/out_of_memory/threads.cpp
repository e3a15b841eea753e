// Where memory is out, loops run without further threads.
#include <xgrad/core/threads.hpp>

#include <boost/test/unit_test.hpp>

#include "out_of_memory/allocations.hpp"
#include <atomic>
#include <thread>

using namespace xgrad;
using test::After;
using test::Failing;
using test::Outcome;

BOOST_AUTO_TEST_SUITE(threads)

BOOST_AUTO_TEST_CASE(parallel_for_does_without_workers_that_cannot_be_made) {
  const int count_before = num_threads();
  std::atomic<Index> covered = 0;
  Outcome outcome = Outcome::untyped;
  // On a new thread: none of its loops has waited for a late worker yet.
  std::thread([&] {
    const auto loop = [&] {
      parallel_for(0, 64, 1, [&](Index begin, Index end) { covered += end - begin; });
    };
    set_num_threads(2);
    loop();
    set_num_threads(64);
    outcome = Failing{1, After::enough}.call(loop);
  }).join();
  set_num_threads(count_before);
  BOOST_TEST(outcome == Outcome::done);
  BOOST_TEST(covered == 128);
}

BOOST_AUTO_TEST_SUITE_END()
