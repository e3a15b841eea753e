// Standard containers on the pool.
#pragma once

#include <xgrad/core/memory/memory.hpp>

#include <cstddef>
#include <vector>

namespace xgrad {

/// Memory for containers whose entries come and go once per node, from the pool.
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

/// A vector that comes and goes with a node.
template <class T>
using PoolVector = std::vector<T, PoolAllocator<T>>;

}  // namespace xgrad
