// One handler locks all of them around fork().
#include <xgrad/core/locks.hpp>

#include <cstddef>
#include <pthread.h>
#include <type_traits>

namespace xgrad {
namespace {

constexpr std::size_t kCount = static_cast<std::size_t>(Shared::large_blocks) + 1;

constinit std::mutex mutexes[kCount];
static_assert(std::is_trivially_destructible_v<std::mutex>, "threads may outlive static objects");

void lock_all() {
  for (std::mutex& mutex : mutexes) mutex.lock();
}

void unlock_all() {
  for (std::size_t i = kCount; i-- > 0;) mutexes[i].unlock();
}

}  // namespace

std::mutex& shared_mutex(Shared purpose) {
  [[maybe_unused]] static const int watched = pthread_atfork(lock_all, unlock_all, unlock_all);
  return mutexes[static_cast<std::size_t>(purpose)];
}

}  // namespace xgrad
