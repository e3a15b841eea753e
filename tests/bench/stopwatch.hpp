// A clock for the benchmarks, and the one way they repeat a measurement.
#pragma once

#include <algorithm>
#include <chrono>
#include <limits>

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

/// The shortest time of `rounds` calls of `work`, in seconds, after one call that is not counted.
template <class Work>
double best_seconds(int rounds, const Work& work) {
  work();
  double best = std::numeric_limits<double>::infinity();
  for (int round = 0; round < rounds; ++round) {
    const Stopwatch watch;
    work();
    best = std::min(best, watch.seconds());
  }
  return best;
}

}  // namespace bench
