// Threads of parallel loops: OpenMP, or std::thread where OpenMP's runtime is no choice.
#include <xgrad/core/error.hpp>
#include <xgrad/core/threads.hpp>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string>
#include <thread>

#if defined(XGRAD_STD_THREADS)
#include <vector>
#else
#include <omp.h>
#endif

namespace xgrad {
namespace {

thread_local bool working = false;

int initial_threads() {
  const char* text = std::getenv("XGRAD_NUM_THREADS");
  if (!text || !*text) return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  int count = 0;
  const char* end = text + std::strlen(text);
  const auto [rest, error] = std::from_chars(text, end, count);
  if (error != std::errc() || rest != end || count < 1) {
    throw ValueError(std::string("XGRAD_NUM_THREADS is '") + text + "', not a positive number");
  }
  return count;
}

std::atomic<int>& thread_count() {
  static std::atomic<int> count = initial_threads();
  return count;
}

#if defined(XGRAD_STD_THREADS)

bool in_openmp() {
  return false;
}

#else

bool in_openmp() {
  return omp_in_parallel() != 0;
}

#endif

// Marks the thread as a worker, and keeps the first exception of all workers.
class Region {
 public:
  void run(const LoopBody& body, Index begin, Index end) noexcept {
    working = true;
    try {
      const DenormalGuard flush;
      body.run(body.context, begin, end);
    } catch (...) {
      if (!failed_.exchange(true)) error_ = std::current_exception();
    }
    working = false;
  }
  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  std::atomic<bool> failed_ = false;
  std::exception_ptr error_;
};

}  // namespace

int num_threads() {
  return thread_count().load(std::memory_order_relaxed);
}

void set_num_threads(int count) {
  if (count < 1) {
    throw ValueError("set_num_threads: count is " + std::to_string(count) +
                     ", expected at least 1");
  }
  thread_count().store(count, std::memory_order_relaxed);
}

void run_parallel(Index begin, Index end, Index grain, LoopBody body) {
  const Index length = end - begin;
  const Index ranges =
      in_parallel() ? 1 : std::min<Index>(num_threads(), length / std::max<Index>(grain, 1));
  if (ranges <= 1) {
    const DenormalGuard flush;
    body.run(body.context, begin, end);
    return;
  }
  Region region;
  const auto work = [&](Index range) {
    region.run(body, begin + length * range / ranges, begin + length * (range + 1) / ranges);
  };
#if defined(XGRAD_STD_THREADS)
  {
    std::vector<std::jthread> threads;
    for (Index range = 1; range < ranges; ++range) threads.emplace_back(work, range);
    work(0);
  }
#else
#pragma omp parallel for schedule(static, 1) num_threads(static_cast <int>(ranges))
  for (Index range = 0; range < ranges; ++range) work(range);
#endif
  region.rethrow();
}

bool in_parallel() {
  return working || in_openmp();
}

}  // namespace xgrad
