// What training shows while it runs: one living line on a terminal, plain lines in a pipe.
#pragma once

#include <xgrad/xgrad.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace char_rnn {

using xgrad::Index;

/// Figures of one training step.
struct StepFigures {
  /// Counted from 1.
  Index step;
  /// In nats per character.
  double loss;
  /// Before clipping.
  double gradient_norm;
};

/// Progress line with loss, bits per character, speed, gradient norm and time left.
class Progress {
 public:
  /// Prints a plain line every `log_every` steps; when that is left out, moves a bar on a terminal,
  /// and prints 20 lines elsewhere. The first step is `first` + 1.
  Progress(Index first, Index steps, Index characters_per_step,
           std::optional<Index> log_every = {});
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Tells of a finished step; prints when it is time to.
  void update(const StepFigures& figures);
  /// Stops the clock, for work that is not training.
  void pause();
  /// Lets the clock go on.
  void resume();
  /// Prints a text between progress lines.
  void say(const std::string& text);
  /// Prints the time of training alone, up to step `last`.
  void summarize(Index last);

 private:
  using Clock = std::chrono::steady_clock;

  double seconds() const;
  std::string line(const StepFigures& figures, double loss, int digits) const;
  void draw_bar(const StepFigures& figures);
  void clear_bar();

  Index first_, steps_, characters_per_step_, log_every_;
  bool has_bar_, bar_shown_ = false, running_ = true;
  double smoothed_loss_ = 0;
  Clock::time_point since_ = Clock::now(), drawn_ = {};
  Clock::duration spent_ = {};
};

}  // namespace char_rnn
