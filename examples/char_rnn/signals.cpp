// A signal handler that only sets a flag.
#include "char_rnn/signals.hpp"

#include <atomic>
#include <cerrno>

namespace char_rnn {
namespace {

std::atomic<int> noted = 0;
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may use nothing else");

void note(int signal) {
  int none = 0;
  if (noted.compare_exchange_strong(none, signal) || signal == SIGPIPE) return;
  std::signal(signal, SIG_DFL);
  std::raise(signal);  // takes effect when this handler returns
}

}  // namespace

Interruption::Interruption() {
  noted = 0;
  struct sigaction action = {};
  action.sa_handler = note;
  action.sa_flags = SA_RESTART;
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    sigaction(kSignals[i], nullptr, &found_[i]);
    if (kSignals[i] == SIGHUP && found_[i].sa_handler == SIG_IGN) continue;
    sigaction(kSignals[i], &action, nullptr);
  }
}

Interruption::~Interruption() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &found_[i], nullptr);
}

int Interruption::signal() {
  return noted;
}

}  // namespace char_rnn
