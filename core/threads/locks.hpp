// Locks shared by the threads of a process, and their handling of fork().
#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <new>

namespace xgrad {

/// The purpose of a mutex, in the order in which one thread may lock several.
enum class Shared {
  blas_threads,
  module_descriptions,
  packed_matrices,
  scope_paths,
  large_blocks,
  first_uses
};

/// The mutex of a purpose. It is never destroyed. fork() waits until no thread holds it, so it is
/// unlocked in the child.
std::mutex& shared_mutex(Shared purpose);

/// The mutex for an object of a class with many instances: one of 16, selected by address, locked
/// before those of `Shared`. A thread that holds one must not lock another, and so must not destroy
/// objects that may run user code.
std::mutex& striped_mutex(const void* owner);

/// An object that is constructed at first use and never destroyed. A function-local static would
/// stay locked in the child of a fork() during its construction on another thread.
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

/// The actions of a component before and after a fork().
struct ForkHandlers {
  void (*before)();
  void (*in_parent)();
  void (*in_child)();
};

/// The components that need more than their mutexes; called by `locks.cpp`.
extern const ForkHandlers blas_at_fork, default_generator_at_fork, threads_at_fork;

}  // namespace xgrad
