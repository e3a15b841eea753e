// Training beside other busy processes: busy [SECONDS [THREADS]], 0 threads being the default.
#include "shared/xgrad_layer.hpp"
#include <csignal>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

/// Processes that compute for nothing while it lives.
class BusyProcesses {
 public:
  explicit BusyProcesses(int count) {
    for (int started = 0; started < count; ++started) {
      const pid_t process = fork();
      if (process == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (volatile unsigned i = 0;;) i = i + 1;
      }
      processes_.push_back(process);
    }
  }
  ~BusyProcesses() {
    for (const pid_t process : processes_) {
      kill(process, SIGKILL);
      waitpid(process, nullptr, 0);
    }
  }
  BusyProcesses(const BusyProcesses&) = delete;
  BusyProcesses& operator=(const BusyProcesses&) = delete;

 private:
  std::vector<pid_t> processes_;
};

/// Milliseconds of a training step, by how many there are in the given seconds.
double milliseconds_of_step(bench::XgradLayer& layer, double seconds) {
  layer.train();
  const double start = bench::wall_seconds();
  double now = start;
  int steps = 0;
  for (; now < start + seconds; ++steps) {
    layer.train();
    now = bench::wall_seconds();
  }
  return 1e3 * (now - start) / steps;
}

}  // namespace

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 0.5;
  const int threads = argc > 2 ? std::atoi(argv[2]) : 0;
  if (threads > 0) xgrad::set_num_threads(threads);
  for (const bench::RecurrentShape& shape :
       {bench::RecurrentShape{"lstm", 10, 64, 24, 48}, {"lstm", 25, 32, 128, 256}}) {
    bench::XgradLayer layer(shape);
    for (const int others : {0, 1, 2, 4}) {
      const BusyProcesses busy(others);
      bench::print_figure(bench::name_of(shape) + " training beside " + std::to_string(others) +
                              " busy processes, wall ms",
                          milliseconds_of_step(layer, seconds));
    }
  }
}
