// What happens to a program that is asked to stop once, and twice.
#include <xgrad/nn/training/interruption.hpp>

#include <boost/test/unit_test.hpp>

#include <sys/wait.h>
#include <unistd.h>

using xgrad::nn::training::exit_code;
using xgrad::nn::training::Interruption;

BOOST_AUTO_TEST_SUITE(interruption)

namespace {

// SIGHUP with its default action while it lives: programs under nohup start with it ignored.
class DefaultHangup {
 public:
  ~DefaultHangup() { std::signal(SIGHUP, before_); }

 private:
  void (*before_)(int) = std::signal(SIGHUP, SIG_DFL);
};

int outer_calls = 0;

void outer_handler(int) {
  ++outer_calls;
}

// How a child that does `work` ends.
template <class Work>
int status_of_child(Work work) {
  const pid_t child = fork();
  if (child == 0) {
    work();
    _exit(0);
  }
  int status = 0;
  BOOST_TEST_REQUIRE(waitpid(child, &status, 0) == child);
  return status;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_first_signal_is_recorded_and_handlers_are_restored) {
  const auto before = std::signal(SIGINT, outer_handler);
  {
    const Interruption interruption;
    BOOST_TEST(Interruption::signal() == 0);
    std::raise(SIGINT);
    BOOST_TEST(Interruption::signal() == SIGINT);
  }
  BOOST_TEST(Interruption::signal() == SIGINT);
  BOOST_TEST(outer_calls == 0);
  std::raise(SIGINT);
  BOOST_TEST(outer_calls == 1);
  std::signal(SIGINT, before);

  const Interruption fresh;
  BOOST_TEST(Interruption::signal() == 0);
}

BOOST_AUTO_TEST_CASE(the_second_signal_ends_the_program) {
  const DefaultHangup hangup;
  for (const int first : Interruption::kSignals) {
    for (const int second : {SIGINT, SIGTERM, SIGHUP}) {
      const int status = status_of_child([=] {
        const Interruption interruption;
        std::raise(first);
        std::raise(second);
      });
      BOOST_TEST(WIFSIGNALED(status));
      BOOST_TEST(WTERMSIG(status) == second);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_signal_is_recorded) {
  const DefaultHangup hangup;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) {
    const Interruption interruption;
    std::raise(signal);
    BOOST_TEST(Interruption::signal() == signal);
  }
}

// Each further line of output raises it again.
BOOST_AUTO_TEST_CASE(a_closed_pipe_never_ends_the_program) {
  const Interruption interruption;
  for (int i = 0; i < 3; ++i) std::raise(SIGPIPE);
  BOOST_TEST(Interruption::signal() == SIGPIPE);
}

BOOST_AUTO_TEST_CASE(hangups_that_nohup_ignores_stay_ignored) {
  const auto before = std::signal(SIGHUP, SIG_IGN);
  {
    const Interruption interruption;
    std::raise(SIGHUP);
    BOOST_TEST(Interruption::signal() == 0);
  }
  BOOST_TEST(std::signal(SIGHUP, before) == SIG_IGN);
}

BOOST_AUTO_TEST_CASE(exit_codes_are_128_plus_the_signal) {
  BOOST_TEST(exit_code(SIGINT) == 130);
  BOOST_TEST(exit_code(SIGTERM) == 143);
  BOOST_TEST(exit_code(SIGHUP) == 129);
  BOOST_TEST(exit_code(SIGPIPE) == 141);
  BOOST_TEST(exit_code(0) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
