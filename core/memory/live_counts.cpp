// Counts of live objects: each thread changes counts of its own, and readers add them up.
// See Note [Counts of live objects].
#include <xgrad/core/memory/live_counts.hpp>
#include <xgrad/core/memory/memory.hpp>

#include <algorithm>
#include <atomic>
#include <new>

namespace xgrad {
namespace {

using Count = std::atomic<std::int64_t>;

std::int64_t value_of(const Count& count) {
  return count.load(std::memory_order_relaxed);
}

// Only for counts that no other thread changes: without a locked instruction.
void add_alone(Count& count, std::int64_t added) {
  count.store(value_of(count) + added, std::memory_order_relaxed);
}

// What one thread has counted. Other threads only read it.
struct alignas(kAlignment) ThreadCounts {
  Count buffers = 0, nodes = 0;
  Count bytes = 0;  // since they were last added to the total
  Count most = 0;   // the maximum of `bytes` since then
  std::atomic<bool> taken = true;
  ThreadCounts* next = nullptr;
};

// Bytes that a thread counts before it adds them to the total.
constexpr std::int64_t kFew = std::int64_t{64} << 10;

std::atomic<ThreadCounts*> all_threads = nullptr;  // a list that only grows
Count total = 0, peak = 0;                         // in bytes
Count other_buffers = 0, other_nodes = 0;          // of threads without counts of their own

thread_local constinit ThreadCounts* own = nullptr;
thread_local constinit bool left = false;

template <class Function>
void for_each_thread(const Function& function) {
  ThreadCounts* counts = all_threads.load(std::memory_order_acquire);
  for (; counts; counts = counts->next) function(*counts);
}

ThreadCounts* counts_of_ended_thread() {
  ThreadCounts* found = nullptr;
  for_each_thread([&](ThreadCounts& counts) {
    if (found || counts.taken.load(std::memory_order_relaxed)) return;
    if (!counts.taken.exchange(true, std::memory_order_acquire)) found = &counts;
  });
  return found;
}

// Null at the end of the thread, and if there is no memory.
[[gnu::noinline]] ThreadCounts* join() {
  if (left) return nullptr;
  own = counts_of_ended_thread();
  if (!own) {
    own = new (std::nothrow) ThreadCounts;
    if (!own) return nullptr;
    own->next = all_threads.load(std::memory_order_relaxed);
    while (!all_threads.compare_exchange_weak(own->next, own, std::memory_order_release)) {
    }
  }
  watch_thread_exit();
  return own;
}

ThreadCounts* own_counts() {
  return own ? own : join();
}

void raise_peak(std::int64_t bytes) {
  std::int64_t known = value_of(peak);
  while (bytes > known && !peak.compare_exchange_weak(known, bytes, std::memory_order_relaxed)) {
  }
}

// Adds the bytes that this thread has counted, and `added`, to the total.
[[gnu::noinline]] void report(ThreadCounts* counts, std::int64_t added) {
  std::int64_t others = 0;
  for_each_thread([&](const ThreadCounts& each) {
    if (&each != counts) others += value_of(each.bytes);
  });
  const std::int64_t counted = counts ? value_of(counts->bytes) : 0;
  const std::int64_t most = std::max(counted + added, counts ? value_of(counts->most) : 0);
  const std::int64_t before = total.fetch_add(counted + added, std::memory_order_relaxed);
  if (counts) {
    counts->bytes.store(0, std::memory_order_relaxed);
    counts->most.store(0, std::memory_order_relaxed);
  }
  raise_peak(before + others + most);
}

void add_bytes(ThreadCounts* counts, std::int64_t added) {
  if (!counts) return report(nullptr, added);
  const std::int64_t counted = value_of(counts->bytes) + added;
  if (counted > kFew || counted < -kFew) return report(counts, added);
  counts->bytes.store(counted, std::memory_order_relaxed);
  if (counted > value_of(counts->most)) counts->most.store(counted, std::memory_order_relaxed);
}

void add_buffers(std::int64_t added, std::int64_t bytes) {
  ThreadCounts* const counts = own_counts();
  if (counts) {
    add_alone(counts->buffers, added);
  } else {
    other_buffers.fetch_add(added, std::memory_order_relaxed);
  }
  add_bytes(counts, bytes);
}

void add_nodes(std::int64_t added) {
  if (ThreadCounts* const counts = own_counts()) {
    add_alone(counts->nodes, added);
  } else {
    other_nodes.fetch_add(added, std::memory_order_relaxed);
  }
}

}  // namespace

namespace counters {

void add_buffer(std::int64_t bytes) noexcept {
  add_buffers(1, bytes);
}

void remove_buffer(std::int64_t bytes) noexcept {
  add_buffers(-1, -bytes);
}

void add_node() noexcept {
  add_nodes(1);
}

void remove_node() noexcept {
  add_nodes(-1);
}

void leave_thread() noexcept {
  left = true;
  if (own) own->taken.store(false, std::memory_order_release);
  own = nullptr;
}

}  // namespace counters

LiveCounts live_counts() {
  LiveCounts sum{value_of(other_buffers), value_of(total), value_of(other_nodes)};
  for_each_thread([&](const ThreadCounts& counts) {
    sum.buffers += value_of(counts.buffers);
    sum.bytes += value_of(counts.bytes);
    sum.nodes += value_of(counts.nodes);
  });
  return sum;
}

std::int64_t peak_bytes() {
  report(own, 0);
  return value_of(peak);
}

void reset_peak_bytes() {
  report(own, 0);
  peak.store(live_counts().bytes, std::memory_order_relaxed);
}

}  // namespace xgrad
