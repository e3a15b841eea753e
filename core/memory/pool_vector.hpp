// Standard containers with memory from the pool.
#pragma once

#include <xgrad/core/memory/memory.hpp>

#include <cstddef>
#include <vector>

namespace xgrad {

/// A pool allocator for containers whose entries are allocated and freed once per node.
template <class T>
struct PoolAllocator {
  using value_type = T;
  PoolAllocator() = default;
  template <class U>
  PoolAllocator(const PoolAllocator<U>&) {}
  T* allocate(std::size_t count) { return static_cast<T*>(pool_allocate(count * sizeof(T))); }
  void deallocate(T* memory, std::size_t count) { pool_release(memory, count * sizeof(T)); }
  friend bool operator==(const PoolAllocator&, const PoolAllocator&) { return true; }
};

/// A vector that is allocated and freed with a node.
template <class T>
using PoolVector = std::vector<T, PoolAllocator<T>>;

}  // namespace xgrad
