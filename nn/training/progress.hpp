// Progress: a bar that is redrawn on a terminal, and plain lines elsewhere.
#pragma once

#include <xgrad/nn/training/metrics.hpp>

#include <cstdio>
#include <optional>
#include <string>

namespace xgrad::nn::training {

/// Options of Progress.
struct ProgressOptions {
  /// The number of items of a step, such as characters, and their name, for the throughput.
  double items_per_step = 1;
  std::string unit = "steps";
  /// Steps between plain lines, also on a terminal. By default, a terminal has a bar, and other
  /// outputs about 20 lines.
  std::optional<Index> log_every = {};
  /// Where the progress is written; nullptr for nowhere. Errors of the output are ignored.
  std::FILE* stream = stdout;

  /// Throws ValueError unless `items_per_step` and `log_every` are positive.
  void check() const;
};

/// Writes the metrics, the throughput and the time left. A terminal has a bar, unless TERM is
/// "dumb"; it is coloured, unless NO_COLOR is set (https://no-color.org).
class Progress {
 public:
  /// Of the steps `first` + 1 to `total`, which is 0 if it is not known. Throws ValueError unless
  /// `items_per_step` and `log_every` are positive.
  Progress(Index first, Index total, const ProgressOptions& options = {});
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Reports a finished step; writes when it is time to.
  void update(Index step, const Metrics& metrics);
  /// Stops the clock, for work other than training.
  void pause();
  /// Restarts the clock.
  void resume();
  /// Writes a line of text between those of the progress.
  void print(const std::string& text);
  /// Writes the time of training, without pauses, of the steps up to `last`.
  void summarize(Index last);

 private:
  double training_seconds() const;
  std::string line(Index step, const Metrics& metrics, double loss, int digits) const;
  std::string throughput(double seconds_per_step) const;
  void draw_bar(Index step, const std::string& text);
  void clear_bar();
  void write(const std::string& text) const;

  Index first_, total_;
  ProgressOptions options_;
  Index log_every_;
  bool has_bar_, has_color_, bar_shown_ = false, is_running_ = true;
  std::optional<double> smoothed_loss_;
  // In seconds: training up to the last pause, the last restart, the last bar.
  double spent_ = 0, since_, drawn_ = 0;
};

/// A time in whole seconds, "0:05" or "1:02:05".
std::string clock_time(double seconds);

/// "loss 0.5  accuracy 0.75": the first metric with `digits` decimals, the others with four
/// significant digits.
std::string to_string(const Metrics& metrics, int digits = 4);

}  // namespace xgrad::nn::training
