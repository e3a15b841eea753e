// The clocks of the benchmarks, and how they repeat a measurement.
#pragma once

#include <algorithm>
#include <chrono>
#include <ctime>
#include <limits>
#include <utility>

namespace bench {

/// Wall-clock seconds since some fixed moment.
inline double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Processor seconds of this process: what one thread costs, however busy the machine is.
inline double processor_seconds() {
  return static_cast<double>(std::clock()) / static_cast<double>(CLOCKS_PER_SEC);
}

/// A way to tell the time, in seconds.
using Clock = double (*)();

/// Seconds that one call of `work` takes.
template <class Work>
double seconds_of(Work& work, Clock clock = wall_seconds) {
  const double start = clock();
  work();
  return clock() - start;
}

/// The shortest time of `rounds` calls of `work`, in seconds, after one call that is not counted.
template <class Work>
double best_seconds(int rounds, Work work, Clock clock = wall_seconds) {
  work();
  double best = std::numeric_limits<double>::infinity();
  for (int round = 0; round < rounds; ++round) best = std::min(best, seconds_of(work, clock));
  return best;
}

/// The best seconds of two works that take turns, so that both meet the machine at its best.
template <class First, class Second>
std::pair<double, double> best_seconds_in_turn(int rounds, First first, Second second,
                                               Clock clock = wall_seconds) {
  first();
  second();
  double best_first = std::numeric_limits<double>::infinity();
  double best_second = best_first;
  for (int round = 0; round < rounds; ++round) {
    best_first = std::min(best_first, seconds_of(first, clock));
    best_second = std::min(best_second, seconds_of(second, clock));
  }
  return {best_first, best_second};
}

}  // namespace bench
