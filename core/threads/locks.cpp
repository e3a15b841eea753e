// Registers all fork() handlers when the library is loaded; handlers registered at first use would
// miss earlier forks.
#include <xgrad/core/threads/background.hpp>
#include <xgrad/core/threads/locks.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <pthread.h>
#include <type_traits>

namespace xgrad {
namespace {

constexpr std::size_t kCount = static_cast<std::size_t>(Shared::first_uses) + 1;

struct alignas(64) Stripe {  // one cache line each
  std::mutex mutex;
};

constinit Stripe stripes[16];
constinit std::mutex mutexes[kCount];
static_assert(std::is_trivially_destructible_v<std::mutex>, "threads may outlive static objects");

// In the order in which a thread may lock several.
template <class Function>
void for_each_mutex(const Function& function) {
  for (Stripe& stripe : stripes) function(stripe.mutex);
  for (std::mutex& mutex : mutexes) function(mutex);
}

// Components come first: a thread inside OpenBLAS or the generator may still need a mutex to
// finish, but no thread that holds a mutex waits for a component. Tasks may need all others.
constexpr const ForkHandlers* kParts[] = {&background_at_fork, &blas_at_fork,
                                          &default_generator_at_fork, &threads_at_fork};

void before_fork() {
  for (const ForkHandlers* part : kParts) part->before();
  for_each_mutex([](std::mutex& mutex) { mutex.lock(); });
}

void unlock_all() {
  for_each_mutex([](std::mutex& mutex) { mutex.unlock(); });
}

void after_fork_in_parent() {
  unlock_all();
  for (std::size_t i = std::size(kParts); i-- > 0;) kParts[i]->in_parent();
}

void after_fork_in_child() {
  unlock_all();
  for (std::size_t i = std::size(kParts); i-- > 0;) kParts[i]->in_child();
}

// Runs before other initialisers, which may compute and fork, but after those of a statically
// linked OpenBLAS: handlers run in reverse order before a fork, so OpenBLAS has not yet prepared
// for it when ours run.
[[gnu::constructor(102)]] void watch_forks() {
  pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
}

}  // namespace

std::mutex& shared_mutex(Shared purpose) {
  return mutexes[static_cast<std::size_t>(purpose)];
}

std::mutex& striped_mutex(const void* owner) {
  const auto address = reinterpret_cast<std::uintptr_t>(owner);
  return stripes[(address >> 6 ^ address >> 12) % std::size(stripes)].mutex;
}

}  // namespace xgrad
