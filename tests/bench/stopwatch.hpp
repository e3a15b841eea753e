// A clock for the benchmarks, and the one way they repeat a measurement.
#pragma once

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

namespace bench {

/// Measures wall-clock seconds since its construction.
class Stopwatch {
 public:
  /// Seconds since construction.
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Seconds that one call of `work` takes.
template <class Work>
double seconds_of(Work& work) {
  const Stopwatch watch;
  work();
  return watch.seconds();
}

/// The shortest time of `rounds` calls of `work`, in seconds, after one call that is not counted.
template <class Work>
double best_seconds(int rounds, Work work) {
  work();
  double best = std::numeric_limits<double>::infinity();
  for (int round = 0; round < rounds; ++round) best = std::min(best, seconds_of(work));
  return best;
}

/// The same for two works that take turns, so that both see the machine at its best.
template <class First, class Second>
std::pair<double, double> best_seconds(int rounds, First first, Second second) {
  first();
  second();
  double best_first = std::numeric_limits<double>::infinity();
  double best_second = best_first;
  for (int round = 0; round < rounds; ++round) {
    best_first = std::min(best_first, seconds_of(first));
    best_second = std::min(best_second, seconds_of(second));
  }
  return {best_first, best_second};
}

}  // namespace bench
