// The global setting for subnormal numbers.
#include <xgrad/core/numbers/denormals.hpp>

namespace xgrad {

#if defined(__SSE2__)
std::atomic<bool> DenormalGuard::enabled_ = true;
#else
std::atomic<bool> DenormalGuard::enabled_ = false;
#endif

bool flush_denormals() {
  return DenormalGuard::enabled_.load(std::memory_order_relaxed);
}

void set_flush_denormals([[maybe_unused]] bool flush) {
#if defined(__SSE2__)
  DenormalGuard::enabled_.store(flush, std::memory_order_relaxed);
#endif
}

}  // namespace xgrad
