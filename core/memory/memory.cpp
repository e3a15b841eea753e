// The memory pool: small blocks in per-thread lists by size class, large blocks in one shared list
// by exact size.
#include <xgrad/core/error.hpp>
#include <xgrad/core/memory/live_counts.hpp>
#include <xgrad/core/memory/memory.hpp>
#include <xgrad/core/threads/locks.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <map>
#include <new>
#include <sys/mman.h>
#include <utility>

#if defined(__SANITIZE_ADDRESS__)
#define XGRAD_BYPASS_POOL 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define XGRAD_BYPASS_POOL 1
#endif
#endif

namespace xgrad {
namespace {

#ifdef XGRAD_BYPASS_POOL
constexpr bool kBypass = true;
#else
constexpr bool kBypass = false;
#endif
#undef XGRAD_BYPASS_POOL

// Blocks from this size on request huge pages: the gates of a sequence span more small pages than
// the TLB can hold.
constexpr std::size_t kHugePage = std::size_t{2} << 20;

[[noreturn]] void throw_out_of_memory(std::size_t bytes) {
  char text[100];  // there may be no memory for a std::string
  const auto end = fmt::format_to_n(
      text, sizeof text, "allocation of {:.1f} MiB failed: the system has no more memory",
      static_cast<double>(bytes) / (1 << 20));
  throw OutOfMemory({text, std::min(end.size, sizeof text)});
}

void* system_allocate(std::size_t bytes) {
  const std::size_t alignment = bytes >= kHugePage ? kHugePage : kAlignment;
  void* memory = std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
#ifdef MADV_HUGEPAGE
  if (memory && bytes >= kHugePage) (void)madvise(memory, bytes, MADV_HUGEPAGE);
#endif
  if (!memory) throw_out_of_memory(bytes);
  return memory;
}

// Small size classes: four per doubling, from 64 bytes to 64 KiB.
constexpr std::size_t kSmallest = 64;
constexpr std::size_t kStepBits = 4;  // log2(kSmallest / 4)
constexpr std::size_t kLargestSmall = std::size_t{64} << 10;
constexpr std::size_t kClasses = 4 * 10 + 1;
constexpr std::size_t kKept = std::size_t{64} << 20;  // bytes of small blocks in a thread's lists
// Those that other threads took from the system: a thread that only releases blocks, as those of prefetched
// batches, would never use them again.
constexpr std::size_t kOfOthers = std::size_t{1} << 20;

struct SizeClass {
  std::size_t index, bytes;
};

SizeClass size_class(std::size_t bytes) {
  if (bytes <= kSmallest) return {0, kSmallest};
  const auto doubling = static_cast<std::size_t>(std::bit_width((bytes - 1) / kSmallest)) - 1;
  const std::size_t base = kSmallest << doubling, step_bits = doubling + kStepBits;
  const std::size_t part = ((bytes - base - 1) >> step_bits) + 1;  // 1..4, without a division
  return {4 * doubling + part, base + (part << step_bits)};
}

struct FreeBlock {
  FreeBlock* next;
};

// Trivially destructible, so that it outlives all thread-local and static objects that own memory.
struct SmallLists {
  FreeBlock* head[kClasses];
  std::size_t kept, taken;  // bytes in the lists, and from the system without those returned to it
  bool watched, closed;
};
thread_local constinit SmallLists lists = {};

void drain_small() {
  for (std::size_t i = 0; i < kClasses; ++i) {
    while (FreeBlock* block = lists.head[i]) {
      lists.head[i] = block->next;
      std::free(block);
    }
  }
  lists.taken -= std::min(lists.taken, lists.kept);
  lists.kept = 0;
}

// Empties the thread's lists at thread exit; blocks released later are returned to the system
// directly.
struct ThreadExit {
  ~ThreadExit() {
    drain_small();
    lists.closed = true;
    counters::leave_thread();
  }
};

// Rounds large sizes to one of eight per doubling, so that a block fits later requests of similar
// size.
std::size_t large_size(std::size_t bytes) {
  const std::size_t step = std::bit_floor(bytes) / 8;
  return (bytes + step - 1) / step * step;
}

class LargeBlocks {
 public:
  void* take(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    const auto found = blocks_.find(bytes);
    if (found == blocks_.end()) return nullptr;
    void* memory = found->second;
    kept_ -= bytes;
    blocks_.erase(found);
    return memory;
  }
  void give(void* memory, std::size_t bytes) noexcept {
    try {
      const std::lock_guard lock(mutex_);
      if (kept_ + bytes <= kMostKept) {
        blocks_.emplace(bytes, memory);
        kept_ += bytes;
        return;
      }
    } catch (...) {  // no memory for the entry: returns the block to the system
    }
    std::free(memory);
  }
  void drain() {
    const std::lock_guard lock(mutex_);
    for (const auto& [bytes, memory] : blocks_) std::free(memory);
    blocks_.clear();
    kept_ = 0;
  }

 private:
  static constexpr std::size_t kMostKept = std::size_t{1} << 30;
  std::mutex& mutex_ = shared_mutex(Shared::large_blocks);
  std::multimap<std::size_t, void*> blocks_;
  std::size_t kept_ = 0;
};

// Never destroyed, because global tensors may be released later.
LargeBlocks& large_blocks() {
  static constinit Lasting<LargeBlocks> blocks;
  return *blocks;
}

// Not inlined, to keep the path of small blocks short.
[[gnu::noinline]] void* allocate_large(std::size_t bytes) {
  const std::size_t size = large_size(bytes);
  void* const memory = large_blocks().take(size);
  return memory ? memory : system_allocate(size);
}

[[gnu::noinline]] void release_large(void* memory, std::size_t bytes) noexcept {
  large_blocks().give(memory, large_size(bytes));
}

}  // namespace

void* pool_allocate(std::size_t bytes) {
  if constexpr (kBypass) return system_allocate(bytes);
  if (bytes > kLargestSmall) return allocate_large(bytes);
  const SizeClass small = size_class(bytes);
  if (FreeBlock* block = lists.head[small.index]) {
    lists.head[small.index] = block->next;
    __builtin_prefetch(block->next, 1);  // the next block was probably evicted from the cache
    lists.kept -= small.bytes;
    return block;
  }
  void* const memory = system_allocate(small.bytes);
  lists.taken += small.bytes;
  return memory;
}

void pool_release(void* memory, std::size_t bytes) noexcept {
  if (kBypass) return std::free(memory);
  if (bytes > kLargestSmall) return release_large(memory, bytes);
  const SizeClass small = size_class(bytes);
  if (lists.closed || lists.kept + small.bytes > std::min(kKept, lists.taken + kOfOthers)) {
    lists.taken -= std::min(lists.taken, small.bytes);
    return std::free(memory);
  }
  if (!lists.watched) watch_thread_exit();
  lists.head[small.index] = new (memory) FreeBlock{lists.head[small.index]};
  lists.kept += small.bytes;
}

void watch_thread_exit() {
  if (std::exchange(lists.watched, true)) return;
  thread_local const ThreadExit at_exit;
}

void trim() {
  drain_small();
  large_blocks().drain();
}

Ref<Buffer> Buffer::allocate(std::size_t bytes) {
  void* const block = pool_allocate(kAlignment + bytes);
  auto* buffer = new (block) Buffer(static_cast<std::byte*>(block) + kAlignment, bytes);
#ifndef NDEBUG
  std::memset(buffer->data(), 0xff, bytes);  // every float is NaN
#endif
  counters::add_buffer(static_cast<std::int64_t>(bytes));
  return Ref<Buffer>::adopt(buffer);
}

Ref<Buffer> Buffer::adopt(void* data, std::size_t bytes, std::shared_ptr<const void> owner) {
  auto* buffer = new (pool_allocate(kAlignment)) Buffer(static_cast<std::byte*>(data), bytes);
  buffer->owner_ = std::move(owner);
  counters::add_buffer(static_cast<std::int64_t>(bytes));
  return Ref<Buffer>::adopt(buffer);
}

void Buffer::destroy(Buffer* buffer) noexcept {
  const bool adopted = buffer->data_ != reinterpret_cast<std::byte*>(buffer) + kAlignment;
  const std::size_t bytes = buffer->bytes_, owned = adopted ? 0 : bytes;
  buffer->~Buffer();
  pool_release(buffer, kAlignment + owned);
  counters::remove_buffer(static_cast<std::int64_t>(bytes));
}

}  // namespace xgrad
