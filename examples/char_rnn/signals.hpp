// Signals as requests: the running step is finished and the model saved.
#pragma once

#include <array>
#include <csignal>

namespace char_rnn {

/// While it lives, the first SIGINT, SIGTERM, SIGHUP or SIGPIPE is noted instead of ending the
/// program; a second one ends it at once, but for SIGPIPE, which every further line of output would
/// raise. A SIGHUP that was ignored, as by nohup, stays ignored. The handlers found are put back
/// afterwards.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  /// The signal that came since the last one of these was made, 0 when none has.
  static int signal();

  /// The signals that are noted.
  static constexpr std::array kSignals = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};

 private:
  std::array<struct sigaction, kSignals.size()> found_;
};

/// What a shell expects of a program that ended by `signal`: 129 for SIGHUP, 130 for SIGINT, 141
/// for SIGPIPE, 143 for SIGTERM.
constexpr int exit_code(int signal) {
  return 128 + signal;
}

}  // namespace char_rnn
