// The allocation functions of the C library, which those of C++ and the pool call, with a counter.
#include "hostile/allocations.hpp"

#include <atomic>
#include <cerrno>
#include <malloc.h>

namespace {

std::atomic<std::size_t> in_use = 0, most = 0;

}  // namespace

#if XGRAD_TEST_COUNTS_ALLOCATIONS

// What glibc calls its own functions.
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);
}

namespace {

void* counted(void* memory) {
  if (!memory) return nullptr;
  const std::size_t now = in_use += ::malloc_usable_size(memory);
  std::size_t before = most;
  while (before < now && !most.compare_exchange_weak(before, now)) {
  }
  return memory;
}

void uncount(void* memory) {
  if (memory) in_use -= ::malloc_usable_size(memory);
}

}  // namespace

extern "C" {

void* malloc(std::size_t bytes) noexcept {
  return counted(__libc_malloc(bytes));
}
void* calloc(std::size_t count, std::size_t bytes) noexcept {
  return counted(__libc_calloc(count, bytes));
}
void* realloc(void* memory, std::size_t bytes) noexcept {
  uncount(memory);
  void* const moved = __libc_realloc(memory, bytes);
  if (!moved && bytes > 0) counted(memory);  // which is still there
  return counted(moved);
}
void* memalign(std::size_t alignment, std::size_t bytes) noexcept {
  return counted(__libc_memalign(alignment, bytes));
}
void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept {
  return counted(__libc_memalign(alignment, bytes));
}
int posix_memalign(void** memory, std::size_t alignment, std::size_t bytes) noexcept {
  void* const made = counted(__libc_memalign(alignment, bytes));
  if (!made) return ENOMEM;
  *memory = made;
  return 0;
}
void free(void* memory) noexcept {
  uncount(memory);
  __libc_free(memory);
}

}  // extern "C"

#endif

namespace test {

AllocationPeak::AllocationPeak() : before_(in_use) {
  most = before_;
}

std::size_t AllocationPeak::bytes() const {
  return most - before_;
}

}  // namespace test
