// A signal handler that only sets a flag.
#include <xgrad/nn/training/interruption.hpp>

#include <atomic>

namespace xgrad::nn::training {
namespace {

constinit std::atomic<int> recorded = 0;
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may use nothing else");

void record(int signal) {
  int none = 0;
  if (recorded.compare_exchange_strong(none, signal) || signal == SIGPIPE) return;
  std::signal(signal, SIG_DFL);
  std::raise(signal);  // takes effect when this handler returns
}

}  // namespace

Interruption::Interruption() {
  recorded = 0;
  struct sigaction action = {};
  action.sa_handler = record;
  action.sa_flags = SA_RESTART;
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    sigaction(kSignals[i], nullptr, &before_[i]);
    if (kSignals[i] == SIGHUP && before_[i].sa_handler == SIG_IGN) continue;
    sigaction(kSignals[i], &action, nullptr);
  }
}

Interruption::~Interruption() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &before_[i], nullptr);
}

int Interruption::signal() {
  return recorded;
}

}  // namespace xgrad::nn::training
