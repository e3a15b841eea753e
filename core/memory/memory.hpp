// Pooled memory, and the counted buffers that arrays share.
#pragma once

#include <xgrad/core/memory/ref.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace xgrad::kernels {
class PackedMatrix;
}

namespace xgrad {

/// Bytes to which every buffer is aligned: one cache line, and the widest SIMD register.
inline constexpr std::size_t kAlignment = 64;

/// Memory from the pool, aligned to kAlignment; throws OutOfMemory. See Note [Pooled memory].
void* pool_allocate(std::size_t bytes);

/// Gives back what `pool_allocate(bytes)` returned.
void pool_release(void* memory, std::size_t bytes) noexcept;

/// Returns what the pool keeps for reuse to the system: all large blocks, and the calling thread's
/// small ones.
void trim();

/// What is alive now; memory kept by the pool for reuse does not count.
struct LiveCounts {
  std::int64_t buffers = 0;
  std::int64_t bytes = 0;
  std::int64_t nodes = 0;
  friend bool operator==(const LiveCounts&, const LiveCounts&) = default;
};

/// Counts over all threads.
LiveCounts live_counts();

/// The most bytes that were alive at once, over all threads, since `reset_peak_bytes()`.
std::int64_t peak_bytes();

/// Begins to look for the peak again, from what is alive now.
void reset_peak_bytes();

/// A block of memory shared by arrays and their views; its version counts the writes made after
/// creation.
class Buffer {
 public:
  /// Fresh memory, not cleared; debug builds fill it with NaN. Throws OutOfMemory.
  static Ref<Buffer> allocate(std::size_t bytes);

  std::byte* data() { return reinterpret_cast<std::byte*>(this) + kAlignment; }
  std::size_t bytes() const { return bytes_; }
  std::uint32_t version() const { return version_.load(std::memory_order_relaxed); }
  void bump_version() { version_.fetch_add(1, std::memory_order_relaxed); }

  RefCount references;
  static void destroy(Buffer* buffer) noexcept;

  /// The elements packed for products; `kernels::matmul_weight_into` keeps it up to date.
  std::vector<std::shared_ptr<const kernels::PackedMatrix>> packed;

 private:
  explicit Buffer(std::size_t bytes) : bytes_(bytes) {}

  std::atomic<std::uint32_t> version_ = 0;
  std::size_t bytes_;
};
static_assert(sizeof(Buffer) <= kAlignment);

namespace counters {
/// The running totals behind `live_counts()`.
extern std::atomic<std::int64_t> buffers, bytes, nodes;
}  // namespace counters

}  // namespace xgrad
