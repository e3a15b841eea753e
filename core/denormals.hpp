// Flushing of denormal numbers, which slow a vanishing gradient down a hundredfold.
#pragma once

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace xgrad {

/// While it lives, the calling thread treats denormal inputs as zero and flushes denormal results
/// to zero; then the thread's own setting returns.
class DenormalGuard {
 public:
#if defined(__SSE2__)
  DenormalGuard() : before_(_mm_getcsr()) {
    if ((before_ & kFlush) != kFlush) _mm_setcsr(before_ | kFlush);
  }
  ~DenormalGuard() {
    if ((before_ & kFlush) != kFlush) _mm_setcsr((_mm_getcsr() & ~kFlush) | (before_ & kFlush));
  }
#else
  DenormalGuard() {}
#endif
  DenormalGuard(const DenormalGuard&) = delete;
  DenormalGuard& operator=(const DenormalGuard&) = delete;

 private:
#if defined(__SSE2__)
  static constexpr unsigned kFlush = 0x8040;  // MXCSR: flush to zero, denormals are zero
  unsigned before_;
#endif
};

}  // namespace xgrad
