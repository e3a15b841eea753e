// The replaced allocation functions of this program: those of the heap, and the one that the pool
// asks for memory.
#include "out_of_memory/allocations.hpp"

#include <xgrad/core/error.hpp>
#include <xgrad/core/memory.hpp>

#include <cstddef>
#include <cstdlib>
#include <new>

namespace {

struct Plan {
  bool counting = false;
  std::int64_t made = 0;
  std::int64_t failing = 0;  // 0 for none
  test::After after = test::After::enough;
};
thread_local constinit Plan plan;

bool fails_now() {
  if (!plan.counting) return false;
  const std::int64_t number = ++plan.made;
  if (plan.failing == 0) return false;
  return number == plan.failing || (number > plan.failing && plan.after == test::After::nothing);
}

void* allocate(std::size_t bytes) {
  if (!fails_now()) {
    if (void* memory = std::malloc(bytes > 0 ? bytes : 1)) return memory;
  }
  throw std::bad_alloc();
}

void* allocate(std::size_t bytes, std::align_val_t alignment) {
  void* memory = nullptr;
  if (!fails_now() && posix_memalign(&memory, static_cast<std::size_t>(alignment), bytes) == 0) {
    return memory;
  }
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t bytes) {
  return allocate(bytes);
}
void* operator new[](std::size_t bytes) {
  return allocate(bytes);
}
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return allocate(bytes, alignment);
}
void* operator new[](std::size_t bytes, std::align_val_t alignment) {
  return allocate(bytes, alignment);
}
// A sanitizer's own does not come to the functions above.
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  try {
    return allocate(bytes);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}

// Of the C library, in whose place the linker puts this one.
extern "C" void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept {
  void* memory = nullptr;
  if (fails_now() || posix_memalign(&memory, alignment, bytes) != 0) return nullptr;
  return memory;
}

namespace test {

Outcome Failing::call(const std::function<void()>& action) const {
  xgrad::trim();  // so that the pool has nothing to give
  plan = {true, 0, k, after};
  Outcome outcome = Outcome::done;
  try {
    action();
  } catch (const xgrad::OutOfMemory& error) {
    outcome = error.what()[0] != '\0' ? Outcome::out_of_memory : Outcome::other_error;
  } catch (const xgrad::Error&) {
    outcome = Outcome::other_error;
  } catch (...) {
    outcome = Outcome::untyped;
  }
  plan = {};
  return outcome;
}

std::int64_t allocations_of(const std::function<void()>& action) {
  action();
  xgrad::trim();
  plan = {true, 0, 0, After::enough};
  action();
  const std::int64_t made = plan.made;
  plan = {};
  return made;
}

}  // namespace test
