// The counting of live buffers and nodes, for `live_counts()` and `peak_bytes()`. Internal.
// See Note [Counts of live objects].
#pragma once

#include <cstdint>

namespace xgrad::counters {

/// Counts a buffer of this size that the calling thread has created.
void add_buffer(std::int64_t bytes) noexcept;
/// Counts a buffer of this size that the calling thread is about to free.
void remove_buffer(std::int64_t bytes) noexcept;
/// Counts a node that the calling thread has created.
void add_node() noexcept;
/// Counts a node that the calling thread is about to free.
void remove_node() noexcept;

/// Passes the counts of the calling thread on to the next thread that starts; for thread exit.
void leave_thread() noexcept;

}  // namespace xgrad::counters
