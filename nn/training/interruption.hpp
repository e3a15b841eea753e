// Interruption: signals as requests to stop after the running step.
#pragma once

#include <array>
#include <csignal>

namespace xgrad::nn::training {

/// During its lifetime, the first SIGINT, SIGTERM, SIGHUP or SIGPIPE is recorded and does not end the
/// program. A second signal ends it at once, except for SIGPIPE, which every further line of output
/// would raise. A SIGHUP that was ignored, as by nohup, remains ignored. The destructor restores the
/// previous handlers. Objects must not overlap on several threads.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  /// The signal received since the last Interruption was constructed; 0 if there was none.
  static int signal();

  /// The signals that are recorded.
  static constexpr std::array kSignals = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};

 private:
  std::array<struct sigaction, kSignals.size()> before_;
};

/// The exit code of a program that ends because of `signal`, as shells expect it: 128 + signal, so
/// 129 for SIGHUP, 130 for SIGINT, 141 for SIGPIPE and 143 for SIGTERM; 0 for 0.
constexpr int exit_code(int signal) {
  return signal == 0 ? 0 : 128 + signal;
}

}  // namespace xgrad::nn::training
