// Flushing of subnormal (denormal) numbers: the global setting and guards that apply it to a
// thread. See Note [Subnormal numbers].
#pragma once

#include <atomic>
#include <bit>
#include <cstdint>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace xgrad {

/// Whether kernels and backward passes flush subnormal results to zero. The default is true:
/// otherwise vanishing gradients make training ten times slower.
bool flush_denormals();

/// Sets, for all threads, whether results between 0 and the smallest normal number become 0 in
/// elementwise formulas, products, optimizer steps and backward passes. Subnormal inputs keep their
/// value; comparisons, casts, copies, sums and printing never flush. Has no effect on processors
/// other than x86-64, where `flush_denormals()` is always false.
void set_flush_denormals(bool flush);

/// During its lifetime, the calling thread flushes subnormal results to zero if
/// `flush_denormals()`; its destructor restores the thread's previous setting.
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

/// During its lifetime, the calling thread computes with subnormal numbers exactly, regardless of
/// other guards. Results must be stored to memory before it is destroyed: compilers may move
/// arithmetic in registers past the destructor.
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

/// Rounds x to float32, to nearest even. A processor that flushes subnormal results would round
/// tiny values to 0, so their bit patterns are computed here. There are no branches, so compilers
/// move it out of loops.
constexpr float narrowed(double x) {
  constexpr double kLeastNormal = 0x1p-126, kPerUnit = 0x1p149, kRound = 0x1p52;
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const auto magnitude = std::bit_cast<double>(bits << 1 >> 1);
  const auto units = static_cast<std::uint32_t>(  // the last bit of the sum is worth one unit
      std::bit_cast<std::uint64_t>(magnitude * kPerUnit + kRound));
  const auto tiny = static_cast<std::uint32_t>(bits >> 63) << 31 | units;
  const auto usual = std::bit_cast<std::uint32_t>(static_cast<float>(x));
  const std::uint32_t is_tiny = 0U - static_cast<std::uint32_t>(magnitude < kLeastNormal);
  return std::bit_cast<float>((tiny & is_tiny) | (usual & ~is_tiny));
}

}  // namespace xgrad
