// Pooled memory, and the reference-counted buffers of arrays.
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

/// Alignment in bytes of every buffer that the library allocates: one cache line, and the widest SIMD register.
inline constexpr std::size_t kAlignment = 64;

/// Allocates memory from the pool, aligned to kAlignment; throws OutOfMemory.
/// See Note [Pooled memory].
void* pool_allocate(std::size_t bytes);

/// Returns memory allocated by `pool_allocate(bytes)` to the pool.
void pool_release(void* memory, std::size_t bytes) noexcept;

/// Returns unused memory of the pool to the system: all large blocks, and the small blocks of the
/// calling thread.
void trim();

/// Ensures that the memory in the pool of the calling thread is freed at thread exit. Internal.
void watch_thread_exit();

/// Counts of live objects; unused memory in the pool is not included.
struct LiveCounts {
  std::int64_t buffers = 0;
  std::int64_t bytes = 0;
  std::int64_t nodes = 0;
  friend bool operator==(const LiveCounts&, const LiveCounts&) = default;
};

/// The counts over all threads. While other threads run, the bytes of each of them are known up to
/// 128 KiB. See Note [Counts of live objects].
LiveCounts live_counts();

/// The maximal number of live bytes, over all threads, since `reset_peak_bytes()`; known up to
/// 128 KiB for each other thread that runs.
std::int64_t peak_bytes();

/// Resets the peak to the current number of live bytes.
void reset_peak_bytes();

/// A block of memory shared by arrays and their views. Its version counts writes after creation.
class Buffer {
 public:
  /// Allocates uninitialised memory; debug builds fill it with NaN. Throws OutOfMemory.
  static Ref<Buffer> allocate(std::size_t bytes);
  /// A buffer over memory that `owner` keeps alive.
  static Ref<Buffer> adopt(void* data, std::size_t bytes, std::shared_ptr<const void> owner);

  std::byte* data() const { return data_; }
  std::size_t bytes() const { return bytes_; }
  std::uint32_t version() const { return version_.load(std::memory_order_relaxed); }
  void bump_version() { version_.fetch_add(1, std::memory_order_relaxed); }

  RefCount references;

 private:
  std::atomic<std::uint32_t> version_ = 0;  // here, so that a Buffer fits a cache line

 public:
  static void destroy(Buffer* buffer) noexcept;

  /// The elements packed for products; maintained by `kernels::matmul_weight_into`.
  std::vector<std::shared_ptr<const kernels::PackedMatrix>> packed;

 private:
  Buffer(std::byte* data, std::size_t bytes) : data_(data), bytes_(bytes) {}

  std::byte* data_;
  std::size_t bytes_;
  std::shared_ptr<const void> owner_;  // of memory from elsewhere
};
static_assert(sizeof(Buffer) <= kAlignment);

}  // namespace xgrad
