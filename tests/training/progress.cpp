// Progress in files and on a terminal.
#include <xgrad/nn/training/progress.hpp>

#include <boost/test/unit_test.hpp>

#include "support/misuse.hpp"
#include "support/temporary_directory.hpp"
#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <optional>
#include <regex>
#include <sys/ioctl.h>
#include <unistd.h>

using namespace xgrad;
using namespace xgrad::nn::training;

BOOST_AUTO_TEST_SUITE(progress)

namespace {

// What `action(stream)` writes to a file.
template <class Action>
std::string written(const Action& action) {
  const test::TemporaryDirectory directory;
  std::FILE* const file = std::fopen((directory / "out").c_str(), "w");
  action(file);
  std::fclose(file);
  return test::read_bytes(directory / "out");
}

void run_steps(Progress& progress, Index first, Index last) {
  for (Index step = first; step <= last; ++step)
    progress.update(step, {{"loss", 2.0 / static_cast<double>(step)}, {"lr", 0.125}});
}

bool matches(const std::string& text, const std::string& pattern) {
  return std::regex_match(text, std::regex(pattern));
}

Index lines_in(const std::string& text) {
  return std::count(text.begin(), text.end(), '\n');
}

// A pseudo-terminal: what is written to `stream`, its user reads.
class Terminal {
 public:
  explicit Terminal(unsigned short columns) {
    const int reader = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
    if (reader < 0 || grantpt(reader) != 0 || unlockpt(reader) != 0) return;
    reader_ = reader;
    stream_ = std::fopen(ptsname(reader), "w");
    winsize size = {};
    size.ws_col = columns;
    if (stream_) ioctl(reader, TIOCSWINSZ, &size);
  }
  ~Terminal() {
    if (stream_) std::fclose(stream_);
    if (reader_ >= 0) ::close(reader_);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  std::FILE* stream() const { return stream_; }  // null where there are no pseudo-terminals
  std::string read() const {
    std::string text(4096, '\0');
    const auto count = ::read(reader_, text.data(), text.size());
    text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return text;
  }

 private:
  int reader_ = -1;
  std::FILE* stream_ = nullptr;
};

// An environment variable for the duration of a test.
class Environment {
 public:
  Environment(const char* name, const char* value) : name_(name) {
    if (const char* const before = std::getenv(name)) before_ = before;
    ::setenv(name, value, 1);
  }
  ~Environment() {
    if (before_) {
      ::setenv(name_, before_->c_str(), 1);
    } else {
      ::unsetenv(name_);
    }
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  const char* name_;
  std::optional<std::string> before_;
};

// The bar after 5 of 10 steps.
std::string bar(unsigned short columns) {
  const Terminal terminal(columns);
  if (!terminal.stream()) return "";
  Progress progress(0, 10, {.stream = terminal.stream()});
  progress.update(5, 2.0);
  return terminal.read();
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_file_has_plain_lines) {
  const std::string text = written([](std::FILE* file) {
    Progress progress(0, 40, {.items_per_step = 6, .unit = "chars", .stream = file});
    run_steps(progress, 1, 40);
    progress.summarize(40);
  });
  BOOST_TEST(lines_in(text) == 22);  // step 1, every second step, and the summary
  BOOST_TEST(text.find('\x1b') == std::string::npos);
  BOOST_TEST(matches(text.substr(0, text.find('\n')),
                     R"(step 1/40  loss 2\.0000000  lr 0\.125  [0-9.]+ chars/s  [0-9:]+ left)"),
             text);
  BOOST_TEST(matches(text.substr(text.rfind("training:")),
                     R"(training: [0-9.]+ s, [0-9.]+ ms/step, [0-9.]+ chars/s\n)"),
             text);
}

BOOST_AUTO_TEST_CASE(log_every_sets_the_steps_between_lines) {
  const std::string text = written([](std::FILE* file) {
    Progress progress(0, 10, {.log_every = 5, .stream = file});
    run_steps(progress, 1, 10);
  });
  BOOST_TEST(lines_in(text) == 3);  // the steps 1, 5 and 10
}

BOOST_AUTO_TEST_CASE(without_a_total_there_is_no_time_left) {
  const std::string text = written([](std::FILE* file) {
    Progress progress(3, 0, {.stream = file});
    run_steps(progress, 4, 5);
  });
  BOOST_TEST(matches(text, "step 4  loss 0\\.5000000  lr 0\\.125  [0-9.]+ steps/s\n"), text);
}

BOOST_AUTO_TEST_CASE(stream_nullptr_writes_nothing) {
  Progress progress(0, 2, {.stream = nullptr});
  run_steps(progress, 1, 2);
  progress.print("nothing");
  progress.summarize(2);
}

BOOST_AUTO_TEST_CASE(a_terminal_has_a_bar_that_fits) {
  const Environment terminal("TERM", "xterm"), color("NO_COLOR", "1");
  const std::string wide = bar(100);
  if (wide.empty()) return;  // no pseudo-terminals here
  BOOST_TEST(matches(wide, "\r\\[=+ +\\] 5/10  loss 2\\.0000  [^\n]*\x1b\\[K"), wide);
  BOOST_TEST(bar(20).size() == std::string("\r").size() + 19 + std::string("\x1b[K").size());
}

BOOST_AUTO_TEST_CASE(the_bar_is_coloured_unless_no_color_is_set) {
  const Environment terminal("TERM", "xterm"), color("NO_COLOR", "");
  const std::string coloured = bar(100);
  if (coloured.empty()) return;
  BOOST_TEST(coloured.find("\x1b[32m") != std::string::npos);
  const Environment no_color("NO_COLOR", "1");
  BOOST_TEST(bar(100).find("\x1b[32m") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_dumb_terminal_has_plain_lines) {
  const Environment terminal("TERM", "dumb");
  const Terminal screen(80);
  if (!screen.stream()) return;
  Progress progress(0, 10, {.stream = screen.stream()});
  progress.update(1, 2.0);
  BOOST_TEST(screen.read().starts_with("step 1/10  loss 2.0000000"));
}

BOOST_AUTO_TEST_CASE(print_replaces_the_bar) {
  const Environment terminal("TERM", "xterm");
  const Terminal screen(80);
  if (!screen.stream()) return;
  Progress progress(0, 10, {.stream = screen.stream()});
  progress.update(1, 2.0);
  screen.read();
  progress.print("a line");
  BOOST_TEST(screen.read() == "\r\x1b[Ka line\r\n");
}

BOOST_AUTO_TEST_CASE(options_out_of_range_are_refused) {
  test::check_message([] { Progress(0, 1, {.log_every = 0}); },
                      "Progress: log_every = 0 must be positive");
  test::check_message([] { Progress(0, 1, {.items_per_step = 0}); },
                      "Progress: items_per_step = 0 must be positive");
}

BOOST_AUTO_TEST_SUITE_END()
