// The switch for subnormal (denormal) numbers, and the guards that set the processor by it. See
// Note [Subnormal numbers].
#pragma once

#include <atomic>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace xgrad {

/// Whether kernels and backward passes flush subnormal results to zero; true at first, for without
/// it vanishing gradients make training ten times slower.
bool flush_denormals();

/// Chooses for all threads whether results between 0 and the smallest normal number become 0 in
/// element-wise formulas, products, optimizer steps and everything in a backward pass. Subnormal
/// inputs keep their value, and comparisons, casts, copies, sums and printing never flush. Without
/// effect on processors other than x86-64, where `flush_denormals()` stays false.
void set_flush_denormals(bool flush);

/// While it lives, the calling thread flushes subnormal results to zero, if `flush_denormals()`;
/// then the thread's own setting returns.
class DenormalGuard {
 public:
#if defined(__SSE2__)
  DenormalGuard() : before_(enabled_.load(std::memory_order_relaxed) ? _mm_getcsr() : kFlush) {
    if ((before_ & kFlush) == 0) _mm_setcsr(before_ | kFlush);
  }
  ~DenormalGuard() {
    if ((before_ & kFlush) == 0) _mm_setcsr(_mm_getcsr() & ~kFlush);
  }
#else
  DenormalGuard() {}
#endif
  DenormalGuard(const DenormalGuard&) = delete;
  DenormalGuard& operator=(const DenormalGuard&) = delete;

 private:
  friend bool flush_denormals();
  friend void set_flush_denormals(bool flush);

  static std::atomic<bool> enabled_;
#if defined(__SSE2__)
  static constexpr unsigned kFlush = 0x8000;  // MXCSR: flush results to zero
  unsigned before_;
#endif
};

/// While it lives, the calling thread computes with subnormal numbers exactly, whatever the guards
/// around it do.
class ExactDenormals {
 public:
#if defined(__SSE2__)
  ExactDenormals() : before_(_mm_getcsr()) {
    if ((before_ & kInexact) != 0) _mm_setcsr(before_ & ~kInexact);
  }
  ~ExactDenormals() {
    if ((before_ & kInexact) != 0) _mm_setcsr(_mm_getcsr() | (before_ & kInexact));
  }
#else
  ExactDenormals() {}
#endif
  ExactDenormals(const ExactDenormals&) = delete;
  ExactDenormals& operator=(const ExactDenormals&) = delete;

 private:
#if defined(__SSE2__)
  static constexpr unsigned kInexact = 0x8040;  // MXCSR: flush to zero, denormals are zero
  unsigned before_;
#endif
};

}  // namespace xgrad
