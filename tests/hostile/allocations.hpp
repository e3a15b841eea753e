// Memory that a call allocates, also in the libraries that it uses.
#pragma once

#include <cstddef>

namespace test {

// Sanitizers have allocation functions of their own.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define XGRAD_TEST_COUNTS_ALLOCATIONS false
#elif defined(__has_feature)
#define XGRAD_TEST_COUNTS_ALLOCATIONS \
  (!__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer))
#else
#define XGRAD_TEST_COUNTS_ALLOCATIONS true
#endif

inline constexpr bool kCountsAllocations = XGRAD_TEST_COUNTS_ALLOCATIONS;

/// The most bytes of the heap that are in use at once while it lives, besides those that were before.
class AllocationPeak {
 public:
  AllocationPeak();

  std::size_t bytes() const;

 private:
  std::size_t before_;
};

}  // namespace test
