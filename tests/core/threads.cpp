// The parallel loop covers its range once, carries exceptions and nests serially.
#include <xgrad/core/error.hpp>
#include <xgrad/core/threads.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <cfenv>
#include <chrono>
#include <csignal>
#include <ctime>
#include <limits>
#include <pthread.h>
#include <stdexcept>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(threads)

namespace {

// Sets the number of threads for one test.
class Threads {
 public:
  explicit Threads(int count) : before_(xgrad::num_threads()) { xgrad::set_num_threads(count); }
  ~Threads() { xgrad::set_num_threads(before_); }

 private:
  int before_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(parallel_for_visits_every_index_once) {
  for (const int count : {1, 2, 3, 7}) {
    const Threads threads(count);
    for (const xgrad::Index length : {0, 1, 2, 5, 64, 1000}) {
      for (const xgrad::Index grain : {1, 3, 64}) {
        std::vector<int> visits(static_cast<std::size_t>(length));
        std::atomic<int> ranges = 0;
        std::atomic<bool> long_enough = true;
        xgrad::parallel_for(10, 10 + length, grain, [&](xgrad::Index begin, xgrad::Index end) {
          ++ranges;
          if (end - begin < std::min(grain, length)) long_enough = false;
          for (xgrad::Index i = begin; i < end; ++i) ++visits[static_cast<std::size_t>(i - 10)];
        });
        BOOST_TEST(ranges <= count);
        BOOST_TEST(long_enough);
        for (const int times : visits) BOOST_TEST(times == 1);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(parallel_for_runs_on_two_threads) {
  const Threads threads(2);
  std::atomic<int> ranges = 0;
  std::atomic<int> parallel = 0;
  std::thread::id ids[2];
  // On a new thread: none of its loops has waited for a late worker yet.
  std::thread([&] {
    xgrad::parallel_for(0, 2, 1, [&](xgrad::Index, xgrad::Index) {
      parallel += xgrad::in_parallel();
      ids[ranges++] = std::this_thread::get_id();
      while (ranges < 2) std::this_thread::yield();
    });
  }).join();
  BOOST_TEST(ranges == 2);
  BOOST_TEST(parallel == 2);
  BOOST_TEST(ids[0] != ids[1]);
  BOOST_TEST(!xgrad::in_parallel());
}

BOOST_AUTO_TEST_CASE(nested_parallel_for_runs_serially) {
  const Threads threads(2);
  std::atomic<int> inner = 0;
  std::atomic<xgrad::Index> covered = 0;
  xgrad::parallel_for(0, 2, 1, [&](xgrad::Index, xgrad::Index) {
    xgrad::parallel_for(0, 100, 1, [&](xgrad::Index begin, xgrad::Index end) {
      ++inner;
      covered += end - begin;
    });
  });
  BOOST_TEST(inner == 2);
  BOOST_TEST(covered == 200);
}

BOOST_AUTO_TEST_CASE(exceptions_reach_the_caller) {
  for (const int count : {1, 2}) {
    const Threads threads(count);
    std::atomic<xgrad::Index> done = 0;
    const auto body = [&](xgrad::Index begin, xgrad::Index end) {
      done += end - begin;
      if (end == 100) throw std::domain_error("from the last range");
    };
    BOOST_CHECK_THROW(xgrad::parallel_for(0, 100, 1, body), std::domain_error);
    BOOST_TEST(done == 100);
    BOOST_TEST(!xgrad::in_parallel());
  }
}

BOOST_AUTO_TEST_CASE(counts_below_one_are_errors) {
  const int before = xgrad::num_threads();
  BOOST_TEST(before >= 1);
  BOOST_CHECK_THROW(xgrad::set_num_threads(0), xgrad::ValueError);
  BOOST_CHECK_THROW(xgrad::set_num_threads(-3), xgrad::ValueError);
  BOOST_TEST(xgrad::num_threads() == before);
}

BOOST_AUTO_TEST_CASE(parallel_for_runs_on_many_callers_at_once) {
  const Threads threads(3);
  std::atomic<bool> right = true;
  const auto call = [&](int id) {
    std::vector<xgrad::Index> values(4096);
    for (int round = 1; round <= 200; ++round) {
      xgrad::parallel_for(0, 4096, 1 + id * 37, [&](xgrad::Index begin, xgrad::Index end) {
        for (xgrad::Index i = begin; i < end; ++i) values[static_cast<std::size_t>(i)] += i + id;
      });
      for (xgrad::Index i = 0; i < 4096; ++i) {
        if (values[static_cast<std::size_t>(i)] != round * (i + id)) right = false;
      }
    }
  };
  std::vector<std::jthread> callers;
  for (int id = 0; id < 24; ++id) callers.emplace_back(call, id);  // more than the pool has slots
  callers.clear();
  BOOST_TEST(right);
}

BOOST_AUTO_TEST_CASE(exceptions_reach_the_caller_whose_body_threw) {
  const Threads threads(2);
  std::atomic<int> wrong = 0;
  const auto call = [&](int id) {
    for (int round = 0; round < 200; ++round) {
      const bool throws = (round + id) % 3 == 0;
      int caught = -1;
      try {
        xgrad::parallel_for(0, 4, 1, [&](xgrad::Index, xgrad::Index end) {
          if (throws && end == 4) throw id;
        });
      } catch (int from) {
        caught = from;
      }
      if (caught != (throws ? id : -1)) ++wrong;
    }
  };
  std::vector<std::jthread> callers;
  for (int id = 0; id < 6; ++id) callers.emplace_back(call, id);
  callers.clear();
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(set_num_threads_takes_effect_while_loops_run) {
  const Threads threads(1);
  std::atomic<bool> stop = false;
  std::atomic<int> wrong = 0;
  const auto call = [&] {
    while (!stop) {
      std::atomic<xgrad::Index> covered = 0;
      std::atomic<int> ranges = 0;
      xgrad::parallel_for(0, 1000, 10, [&](xgrad::Index begin, xgrad::Index end) {
        covered += end - begin;
        ++ranges;
      });
      if (covered != 1000 || ranges > 5) ++wrong;
    }
  };
  std::vector<std::jthread> callers;
  for (int id = 0; id < 3; ++id) callers.emplace_back(call);
  for (int round = 0; round < 500; ++round) xgrad::set_num_threads(1 + round % 5);
  stop = true;
  callers.clear();
  BOOST_TEST(wrong == 0);
}

// A loop waits for ranges that run, not for threads: those of the pool are all busy here.
BOOST_AUTO_TEST_CASE(callers_run_ranges_that_no_worker_has_begun) {
  const Threads threads(2);
  std::atomic<int> inside = 0;
  std::atomic<bool> leave = false;
  std::jthread other([&] {
    xgrad::parallel_for(0, 2, 1, [&](xgrad::Index, xgrad::Index) {
      ++inside;
      while (!leave) std::this_thread::yield();
    });
  });
  while (inside == 0) std::this_thread::yield();
  for (int round = 0; round < 50; ++round) {
    std::atomic<int> ranges = 0;
    xgrad::parallel_for(0, 2, 1, [&](xgrad::Index, xgrad::Index) { ++ranges; });
    BOOST_TEST(ranges == 2);
  }
  leave = true;
}

// In processor time, which no other program adds to: half a second passes on the clock.
BOOST_AUTO_TEST_CASE(waiting_workers_leave_the_processor_to_others) {
  const Threads threads(2);
  const std::clock_t start = std::clock();
  for (int round = 0; round < 50; ++round) {
    xgrad::parallel_for(0, 2, 1, [](xgrad::Index, xgrad::Index) {});
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  BOOST_TEST(std::clock() - start < CLOCKS_PER_SEC / 10);
}

// Cuts decide how sums are rounded, so how busy the machine is must not decide about cuts.
BOOST_AUTO_TEST_CASE(ranges_depend_on_num_threads_alone) {
  const Threads threads(3);
  for (int round = 0; round < 300; ++round) {
    std::atomic<xgrad::Index> cuts = 0;
    xgrad::parallel_for(0, 10, 1, [&](xgrad::Index begin, xgrad::Index end) {
      cuts += begin == 0 ? end : begin == 3 ? 100 * end : 10000 * end;
    });
    BOOST_TEST(cuts == 3 + 100 * 6 + 10000 * 10);
  }
}

#if defined(__SSE2__)

// Downwards, 1 / 3 is another number. Whoever started a worker may have had another setting.
BOOST_AUTO_TEST_CASE(ranges_round_as_their_caller_does) {
  const Threads threads(2);
  const auto third = [] {
    volatile float one = 1, three = 3;
    return one / three;
  };
  for (const int rounding : {FE_DOWNWARD, FE_TONEAREST, FE_DOWNWARD}) {
    // On a new thread: none of its loops has waited for a late worker yet.
    std::thread([&] {
      std::fesetround(rounding);
      std::atomic<int> ranges = 0;
      float results[2] = {};
      xgrad::parallel_for(0, 2, 1, [&](xgrad::Index begin, xgrad::Index) {
        results[begin] = third();
        ++ranges;
        while (ranges < 2) std::this_thread::yield();  // one on each thread
      });
      BOOST_TEST(results[0] == third());
      BOOST_TEST(results[1] == third());
    }).join();
  }
}

#endif

// Handlers may count on a thread of the program's own; faults are those of the thread itself.
BOOST_AUTO_TEST_CASE(signals_are_not_delivered_to_workers) {
  const Threads threads(2);
  std::thread([] {
    const auto caller = std::this_thread::get_id();
    std::atomic<int> ranges = 0;
    sigset_t of_worker, of_caller;
    xgrad::parallel_for(0, 2, 1, [&](xgrad::Index, xgrad::Index) {
      const bool own = std::this_thread::get_id() == caller;
      pthread_sigmask(SIG_BLOCK, nullptr, own ? &of_caller : &of_worker);
      ++ranges;
      while (ranges < 2) std::this_thread::yield();
    });
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGALRM, SIGCHLD, SIGUSR1, SIGPROF}) {
      BOOST_TEST(sigismember(&of_worker, signal) == 1);
      BOOST_TEST(sigismember(&of_caller, signal) == 0);
    }
    for (const int fault : {SIGSEGV, SIGFPE}) BOOST_TEST(sigismember(&of_worker, fault) == 0);
  }).join();
}

BOOST_AUTO_TEST_SUITE_END()
