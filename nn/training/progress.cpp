// Lines and bars of a training.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/utf8.hpp>
#include <xgrad/nn/training/progress.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace xgrad::nn::training {
namespace {

constexpr Index kPlainLines = 20, kLinesWithoutTotal = 100;
constexpr Index kWidestBar = 24;
constexpr double kSecondsBetweenBars = 0.1;
constexpr double kSmoothing = 0.9;  // the weight of the previous losses in the loss of a bar

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string_view environment(const char* name) {
  const char* const value = std::getenv(name);
  return value ? value : "";
}

bool is_terminal(std::FILE* stream) {
  return stream && isatty(fileno(stream)) == 1 && environment("TERM") != "dumb";
}

Index terminal_columns(std::FILE* stream) {
  winsize size = {};
  return ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string metrics_text(const Metrics& metrics, double first, int digits) {
  std::string text;
  for (const auto& [name, value] : metrics) {
    text += text.empty() ? fmt::format("{} {:.{}f}", name, first, digits)
                         : fmt::format("  {} {:.4g}", name, value);
  }
  return text;
}

double first_of(const Metrics& metrics) {
  return metrics.size() == 0 ? 0 : metrics.begin()->value;
}

}  // namespace

std::string clock_time(double seconds) {
  const auto whole = static_cast<Index>(std::llround(seconds));
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

std::string to_string(const Metrics& metrics, int digits) {
  return metrics_text(metrics, first_of(metrics), digits);
}

void ProgressOptions::check() const {
  if (log_every && *log_every < 1) {
    throw ValueError(fmt::format("Progress: log_every = {} must be positive", *log_every));
  }
  if (!(items_per_step > 0)) {
    throw ValueError(fmt::format("Progress: items_per_step = {} must be positive", items_per_step));
  }
}

Progress::Progress(Index first, Index total, const ProgressOptions& options)
    : first_(first),
      total_(total),
      options_(options),
      log_every_(options.log_every.value_or(total > 0 ? std::max<Index>(1, total / kPlainLines)
                                                      : kLinesWithoutTotal)),
      has_bar_(!options.log_every && is_terminal(options.stream)),
      has_color_(environment("NO_COLOR").empty()),
      since_(now()) {
  options.check();
}

Progress::~Progress() {
  if (bar_shown_) write("\n");
}

double Progress::training_seconds() const {
  return is_running_ ? spent_ + (now() - since_) : spent_;
}

void Progress::pause() {
  spent_ = training_seconds();
  is_running_ = false;
}

void Progress::resume() {
  if (!is_running_) since_ = now();
  is_running_ = true;
}

std::string Progress::throughput(double seconds_per_step) const {
  const double rate = options_.items_per_step / seconds_per_step;
  return fmt::format("{:.{}f} {}/s", rate, rate < 100 ? 1 : 0, options_.unit);
}

std::string Progress::line(Index step, const Metrics& metrics, double loss, int digits) const {
  const double per_step = training_seconds() / static_cast<double>(step - first_);
  const std::string text =
      fmt::format("{}  {}", metrics_text(metrics, loss, digits), throughput(per_step));
  if (total_ == 0) return fmt::format("{}  {}", step, text);
  return fmt::format("{}/{}  {}  {} left", step, total_, text,
                     clock_time(per_step * static_cast<double>(std::max<Index>(total_ - step, 0))));
}

void Progress::update(Index step, const Metrics& metrics) {
  if (!options_.stream) return;
  const bool is_first = step == first_ + 1, is_last = step == total_;
  const double loss = first_of(metrics);
  smoothed_loss_ = kSmoothing * smoothed_loss_.value_or(loss) + (1 - kSmoothing) * loss;
  if (has_bar_) {
    if (is_last || now() - drawn_ >= kSecondsBetweenBars)
      draw_bar(step, line(step, metrics, *smoothed_loss_, 4));
  } else if (is_first || is_last || step % log_every_ == 0) {
    print("step " + line(step, metrics, loss, 7));
  }
}

// As wide as the terminal allows: a line that wraps could not be drawn over.
void Progress::draw_bar(Index step, const std::string& text) {
  drawn_ = now();
  const Index columns = terminal_columns(options_.stream) - 1;
  const Index width = std::min(kWidestBar, columns - static_cast<Index>(text.size()) - 3);
  std::string bar;
  if (total_ > 0 && width > 3) {
    const Index filled = std::min(width, width * step / total_);
    const std::string done(static_cast<std::size_t>(filled), '=');
    bar =
        fmt::format("[{}{}{}{}] ", has_color_ ? "\x1b[32m" : "", done, has_color_ ? "\x1b[39m" : "",
                    std::string(static_cast<std::size_t>(width - filled), ' '));
  }
  const auto longest = static_cast<std::size_t>(std::max<Index>(columns, 0));
  write(fmt::format("\r{}{}\x1b[K", bar, io::utf8_prefix(text, longest)));
  bar_shown_ = true;
}

void Progress::clear_bar() {
  if (bar_shown_) write("\r\x1b[K");
  bar_shown_ = false;
}

void Progress::print(const std::string& text) {
  clear_bar();
  write(text + "\n");
}

void Progress::summarize(Index last) {
  if (last <= first_) return;
  if (bar_shown_) write("\n");
  bar_shown_ = false;
  const double total = training_seconds(), per_step = total / static_cast<double>(last - first_);
  write(fmt::format("training: {:.3f} s, {:.2f} ms/step, {}\n", total, 1e3 * per_step,
                    throughput(per_step)));
}

void Progress::write(const std::string& text) const {
  if (!options_.stream) return;
  std::fwrite(text.data(), 1, text.size(), options_.stream);
  std::fflush(options_.stream);
}

}  // namespace xgrad::nn::training
