// The thread pool of parallel loops. See Note [Threads].
#include <xgrad/core/error.hpp>
#include <xgrad/core/threads/locks.hpp>
#include <xgrad/core/threads/thread_settings.hpp>
#include <xgrad/core/threads/threads.hpp>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <exception>
#include <new>
#include <string>
#include <thread>

namespace xgrad {
namespace {

using Nanoseconds = std::int64_t;

constexpr int kMostWorkers = 255;
constexpr std::size_t kSlots = 16;          // loops of different threads that share the workers
constexpr Nanoseconds kSpin = 200'000;      // three times as long as waking a thread takes
constexpr Nanoseconds kShortSpin = 10'000;  // if the last wait was longer than that
constexpr Nanoseconds kLongRange = 50'000;
constexpr Nanoseconds kCredit = 10'000'000;    // the most that earlier gains can compensate
constexpr Nanoseconds kTrial = 100'000;        // the loss for which a sleeping worker can be woken
constexpr Nanoseconds kMostLoss = 20'000'000;  // the largest loss that counts
constexpr Nanoseconds kPauseFactor = 50;  // the first pause as a multiple of the loss; later ones
constexpr Nanoseconds kLongPause = 500'000'000;  // double, up to this limit
constexpr int kMostFailures = 8;

thread_local bool working = false;

Nanoseconds now() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(since).count();
}

// The processor time of the calling thread.
Nanoseconds processor_time() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * Nanoseconds{1'000'000'000} + time.tv_nsec;
}

void relax() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#endif
}

// Spins until the condition holds or the time is over; returns whether it holds.
template <class Condition>
bool spin_until(const Condition& condition, Nanoseconds time) {
  constexpr int kBetweenClockReadings = 16;
  const Nanoseconds end = now() + time;
  do {
    for (int i = 0; i < kBetweenClockReadings; ++i) {
      if (condition()) return true;
      relax();
    }
  } while (now() < end);
  return condition();
}

// A parallel loop, on the stack of its caller.
class Loop {
 public:
  Loop(Index begin, Index length, Index ranges, LoopBody body)
      : begin_(begin), length_(length), ranges_(ranges), body_(body) {}

  Index ranges() const { return ranges_; }

  void run(Index range) noexcept {
    working = true;
    try {
      const DenormalGuard flush;
      body_.run(body_.context, begin_ + length_ * range / ranges_,
                begin_ + length_ * (range + 1) / ranges_);
    } catch (...) {
      if (!failed_.exchange(true)) error_ = std::current_exception();
    }
    working = false;
  }
  // Runs a range on a worker with the caller's settings. The time that it measures excludes time
  // used by other programs; measuring that pays off only for long ranges.
  void help(Index range) noexcept {
    thread_local constinit bool long_ranges = false;
    const Nanoseconds used = long_ranges ? processor_time() : 0, start = now();
    settings_.apply();
    run(range);
    const Nanoseconds time = now() - start;
    const Nanoseconds worth = long_ranges ? processor_time() - used : std::min(time, kLongRange);
    long_ranges = time > kLongRange;
    helped_time_.fetch_add(worth, std::memory_order_relaxed);
  }
  Nanoseconds helped_time() const { return helped_time_.load(std::memory_order_relaxed); }
  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  const Index begin_, length_, ranges_;
  const LoopBody body_;
  const FloatingPointSettings settings_;  // of the caller
  std::atomic<Nanoseconds> helped_time_ = 0;
  std::atomic<bool> failed_ = false;
  std::exception_ptr error_;
};

// A slot where a caller offers the ranges of its loop. Slots outlive the loops, so that a worker
// may read a slot after its loop has ended.
class alignas(64) Slot {
 public:
  bool reserve() { return !taken_.load(std::memory_order_relaxed) && !taken_.exchange(true); }
  void release() { taken_.store(false, std::memory_order_release); }

  void offer(Loop& loop) {
    loop_ = &loop;
    unfinished_.store(static_cast<std::uint32_t>(loop.ranges()), std::memory_order_relaxed);
    const std::uint64_t serial = (ticket_.load(std::memory_order_relaxed) >> 32) + 1;
    ticket_.store(serial << 32 | static_cast<std::uint64_t>(loop.ranges()),
                  std::memory_order_release);
  }

  // The next range that no thread has started, or -1. A ticket holds the number of the offer and,
  // in its lower half, the number of remaining ranges, so that no range of an earlier loop can be
  // taken.
  Index take() {
    std::uint64_t ticket = ticket_.load(std::memory_order_acquire);
    while (const auto left = static_cast<std::uint32_t>(ticket)) {
      if (ticket_.compare_exchange_weak(ticket, ticket - 1, std::memory_order_acq_rel,
                                        std::memory_order_acquire)) {
        return loop_->ranges() - static_cast<Index>(left);
      }
    }
    return -1;
  }
  bool has_ranges() const {
    return static_cast<std::uint32_t>(ticket_.load(std::memory_order_relaxed)) != 0;
  }
  Loop& loop() { return *loop_; }

  void finish(std::uint32_t ranges) {
    if (unfinished_.fetch_sub(ranges) == ranges && sleeping_.load()) unfinished_.notify_one();
  }
  void wait() {
    const auto finished = [this] { return unfinished_.load(std::memory_order_acquire) == 0; };
    if (spin_until(finished, kSpin)) return;
    sleeping_.store(true);
    while (const std::uint32_t left = unfinished_.load()) unfinished_.wait(left);
    sleeping_.store(false);
  }

 private:
  std::atomic<bool> taken_ = false;
  std::atomic<bool> sleeping_ = false;  // the caller, until the last range has ended
  std::atomic<std::uint32_t> unfinished_ = 0;
  std::atomic<std::uint64_t> ticket_ = 0;
  Loop* loop_ = nullptr;
};

class Pool {
 public:
  // Wakes up to `helpers` workers.
  void call(int helpers) {
    offers_.fetch_add(1);
    const int sleeping = std::min(helpers - spinning_.load(), sleeping_.load());
    for (int i = 0; i < sleeping; ++i) offers_.notify_one();
  }

  Slot* reserve_slot() {
    for (Slot& slot : slots_) {
      if (slot.reserve()) return &slot;
    }
    return nullptr;
  }

  // Starts threads until there are `count`, or as many as the system allows. One caller at a time
  // starts threads; others continue with the existing ones.
  void grow(int count) noexcept {
    if (workers_.load(std::memory_order_relaxed) >= count || growing_.exchange(true)) return;
    try {
      const SignalsBlocked inherited;
      while (workers_.load(std::memory_order_relaxed) < count) {
        std::thread([this] { work(); }).detach();
        workers_.fetch_add(1, std::memory_order_relaxed);
      }
    } catch (const std::exception&) {  // too many, or no memory: callers run the remaining ranges
    }
    growing_.store(false);
  }

 private:
  [[noreturn]] void work() {
    Nanoseconds spin = kSpin;
    for (;;) {
      const std::uint32_t seen = offers_.load();
      if (help()) continue;
      const Nanoseconds start = now();
      wait_for_offer(seen, spin);
      spin = now() - start < kSpin ? kSpin : kShortSpin;
    }
  }

  void wait_for_offer(std::uint32_t seen, Nanoseconds spin) {
    spinning_.fetch_add(1);
    const bool offered = spin_until([&] { return offers_.load() != seen; }, spin);
    spinning_.fetch_sub(1);
    if (offered) return;
    sleeping_.fetch_add(1);
    offers_.wait(seen);
    sleeping_.fetch_sub(1);
  }

  // Runs ranges of all loops until there are none; returns whether there were any.
  bool help() {
    bool helped = false;
    for (Slot& slot : slots_) {
      if (!slot.has_ranges()) continue;
      for (Index range; (range = slot.take()) >= 0; helped = true) {
        slot.loop().help(range);
        slot.finish(1);
      }
    }
    return helped;
  }

  std::atomic<std::uint32_t> offers_ = 0;
  std::atomic<int> spinning_ = 0, sleeping_ = 0, workers_ = 0;
  std::atomic<bool> growing_ = false;
  Slot slots_[kSlots];
};

// Never destroyed, because threads may compute during program exit.
constinit Pool pool;

// Decides whether threads pay off, from the recent gains and losses of this caller.
class Account {
 public:
  bool pays() const { return paused_until_ == 0 || now() >= paused_until_; }

  void book(Nanoseconds gain, Nanoseconds time) {
    balance_ = std::clamp(balance_ + gain, -kMostLoss, kCredit);
    paused_until_ = 0;
    if (balance_ > kTrial) failures_ = 0;
    if (balance_ >= -kTrial) return;
    const Nanoseconds least = -balance_ * kPauseFactor;
    paused_until_ = time + std::max(least, std::min(least << failures_, kLongPause));
    failures_ = std::min(failures_ + 1, kMostFailures);
    balance_ = 0;
  }

 private:
  Nanoseconds balance_ = 0, paused_until_ = 0;
  int failures_ = 0;  // pauses without a gain between them
};
thread_local constinit Account account;

// Nothing may throw between the offer and the wait, because workers use the loop.
void run_shared(Slot& slot, Loop& loop) noexcept {
  const auto ranges = static_cast<int>(loop.ranges());
  const Nanoseconds start = now();
  pool.grow(ranges - 1);
  slot.offer(loop);
  pool.call(ranges - 1);
  const Nanoseconds offered = now();
  std::uint32_t own = 0;
  for (Index range; (range = slot.take()) >= 0; ++own) loop.run(range);
  const Nanoseconds done = now();
  slot.finish(own);
  slot.wait();
  slot.release();
  const Nanoseconds end = now();
  const Nanoseconds helped = ranges - static_cast<int>(own);
  const Nanoseconds gain =
      own == 0 ? loop.helped_time() : std::min(helped * (done - offered) / own, loop.helped_time());
  account.book(gain - (offered - start) - (end - done), end);
}

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

constinit std::atomic<int> thread_count = 0;  // 0 until the first query

}  // namespace

// A child has no workers of its parent, and none of the callers that held slots.
constinit const ForkHandlers threads_at_fork = {[] {}, [] {}, [] { new (&pool) Pool; }};

int num_threads() {
  int count = thread_count.load(std::memory_order_relaxed);
  if (count == 0) {
    const int initial = initial_threads();
    if (thread_count.compare_exchange_strong(count, initial)) count = initial;
  }
  return count;
}

void set_num_threads(int count) {
  if (count < 1) {
    throw ValueError("set_num_threads: count is " + std::to_string(count) +
                     ", expected at least 1");
  }
  thread_count.store(count, std::memory_order_relaxed);
}

void run_parallel(Index begin, Index end, Index grain, LoopBody body) {
  const Index length = end - begin;
  const Index most = std::min(num_threads(), kMostWorkers + 1);
  const Index ranges = in_parallel() ? 1 : std::min(most, length / std::max<Index>(grain, 1));
  if (ranges <= 1) {
    const DenormalGuard flush;
    body.run(body.context, begin, end);
    return;
  }
  Loop loop(begin, length, ranges, body);
  Slot* const slot = account.pays() ? pool.reserve_slot() : nullptr;
  if (slot) {
    run_shared(*slot, loop);
  } else {
    // Uses the same ranges, so that results do not depend on the load of the machine.
    for (Index range = 0; range < ranges; ++range) loop.run(range);
  }
  loop.rethrow();
}

bool in_parallel() {
  return working;
}

}  // namespace xgrad
