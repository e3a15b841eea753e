// Ctrl-C as a request: the running step is finished and the model saved.
#pragma once

#include <csignal>

namespace char_rnn {

/// While it lives, the first SIGINT or SIGTERM is noted instead of ending the program; the second
/// one ends it at once. The handlers found are put back afterwards.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  /// The signal that came since the last one of these was made, 0 when none has.
  static int signal();

 private:
  struct sigaction interrupt_, terminate_;  // what was found
};

/// What a shell expects of a program that ended by `signal`: 130 for SIGINT, 143 for SIGTERM.
constexpr int exit_code(int signal) {
  return 128 + signal;
}

}  // namespace char_rnn
