// The mutexes that all threads of a process share, and how they get over fork().
#pragma once

#include <mutex>

namespace xgrad {

/// What a mutex is for, in the order in which one thread may lock several.
enum class Shared { packed_matrices, scope_paths, large_blocks };

/// The mutex of a purpose. It is never destroyed, and fork() waits until no thread holds it, so it
/// is free in the child.
std::mutex& shared_mutex(Shared purpose);

}  // namespace xgrad
