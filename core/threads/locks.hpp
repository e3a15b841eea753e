// What the threads of a process share, and how it gets over fork().
#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <new>

namespace xgrad {

/// What a mutex is for, in the order in which one thread may lock several.
enum class Shared {
  blas_threads,
  module_titles,
  packed_matrices,
  scope_paths,
  large_blocks,
  first_uses
};

/// The mutex of a purpose. It is never destroyed, and fork() waits until no thread holds it, so it
/// is free in the child.
std::mutex& shared_mutex(Shared purpose);

/// The mutex of an object of which there are many: one of 16, by its address, locked before those
/// of `Shared`. A thread that holds one must not lock another, so nothing is destroyed meanwhile
/// that may run a user's code.
std::mutex& striped_mutex(const void* owner);

/// An object that is made at its first use and never destroyed. A static object of a function would
/// stay locked in the child of a fork() that comes while another thread makes it.
template <class T>
class Lasting {
 public:
  T& operator*() {
    if (T* const made = made_.load(std::memory_order_acquire)) return *made;
    const std::lock_guard lock(shared_mutex(Shared::first_uses));
    if (!made_.load(std::memory_order_relaxed)) {
      made_.store(new (memory_) T, std::memory_order_release);
    }
    return *made_.load(std::memory_order_relaxed);
  }

 private:
  std::atomic<T*> made_ = nullptr;
  alignas(T) std::byte memory_[sizeof(T)] = {};
};

/// What a part of the library does before a fork() and after it.
struct ForkHandlers {
  void (*before)();
  void (*in_parent)();
  void (*in_child)();
};

/// The parts that have more than mutexes; `locks.cpp` calls them all.
extern const ForkHandlers blas_at_fork, default_generator_at_fork, threads_at_fork;

}  // namespace xgrad
