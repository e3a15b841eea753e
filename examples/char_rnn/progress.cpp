// Drawing of the progress line.
#include "char_rnn/progress.hpp"

#include <fmt/format.h>

#include "support/command_line.hpp"
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>
#include <sys/ioctl.h>
#include <unistd.h>

namespace char_rnn {
namespace {

constexpr Index kPlainLines = 20;
constexpr Index kWidestBar = 24;
constexpr auto kTimeBetweenBars = std::chrono::milliseconds(100);

Index terminal_columns() {
  winsize size = {};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string clock_time(double seconds) {
  const auto whole = static_cast<Index>(std::llround(seconds));
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

}  // namespace

Progress::Progress(Index first, Index steps, Index characters_per_step,
                   std::optional<Index> log_every)
    : first_(first),
      steps_(steps),
      characters_per_step_(characters_per_step),
      log_every_(log_every.value_or(std::max<Index>(1, steps / kPlainLines))),
      has_bar_(!log_every && isatty(STDOUT_FILENO) == 1) {}

Progress::~Progress() {
  if (bar_shown_) std::fputc('\n', stdout);
}

double Progress::seconds() const {
  const auto total = running_ ? spent_ + (Clock::now() - since_) : spent_;
  return std::chrono::duration<double>(total).count();
}

void Progress::pause() {
  spent_ += Clock::now() - since_;
  running_ = false;
}

void Progress::resume() {
  since_ = Clock::now();
  running_ = true;
}

std::string Progress::line(const StepFigures& figures, double loss, int digits) const {
  const double per_step = seconds() / static_cast<double>(figures.step - first_);
  return fmt::format(
      "{}/{}  loss {:.{}f}  {:.3f} bits/char  {:.0f} chars/s  gradient {:.2f}  {} left",
      figures.step, steps_, loss, digits, loss / std::numbers::ln2,
      static_cast<double>(characters_per_step_) / per_step, figures.gradient_norm,
      clock_time(per_step * static_cast<double>(steps_ - figures.step)));
}

void Progress::update(const StepFigures& figures) {
  const bool is_first = figures.step == first_ + 1;
  smoothed_loss_ = is_first ? figures.loss : 0.9 * smoothed_loss_ + 0.1 * figures.loss;
  if (has_bar_) {
    draw_bar(figures);
  } else if (is_first || figures.step % log_every_ == 0 || figures.step == steps_) {
    say("step " + line(figures, figures.loss, 7));
  }
}

// As wide as the terminal allows: a line that wraps could not be drawn over.
void Progress::draw_bar(const StepFigures& figures) {
  if (figures.step != steps_ && Clock::now() - drawn_ < kTimeBetweenBars) return;
  drawn_ = Clock::now();
  const Index columns = terminal_columns() - 1;
  std::string text = line(figures, smoothed_loss_, 4);
  if (const Index width = std::min(kWidestBar, columns - static_cast<Index>(text.size()) - 3);
      width > 3) {
    const Index filled = width * figures.step / steps_;
    text = fmt::format("[{:=<{}}{:{}}] {}", "", filled, "", width - filled, text);
  }
  text.resize(std::min(text.size(), static_cast<std::size_t>(columns)));
  support::print(fmt::format("\r{}\x1b[K", text));
  std::fflush(stdout);
  bar_shown_ = true;
}

void Progress::clear_bar() {
  if (bar_shown_) support::print("\r\x1b[K");
  bar_shown_ = false;
}

void Progress::say(const std::string& text) {
  clear_bar();
  support::print(text + "\n");
  std::fflush(stdout);
}

void Progress::summarize(Index last) {
  const Index steps = last - first_;
  if (steps <= 0) return;
  const double total = seconds(), per_step = total / static_cast<double>(steps);
  if (bar_shown_) support::print("\n");
  bar_shown_ = false;
  support::print(fmt::format("training: {:.3f} s, {:.2f} ms/step, {:.0f} chars/s\n", total,
                             1e3 * per_step, static_cast<double>(characters_per_step_) / per_step));
}

}  // namespace char_rnn
