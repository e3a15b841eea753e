// A short series for tests of windows, training and evaluation.
#pragma once

#include <xgrad/xgrad.hpp>

#include "forecast/series.hpp"
#include <cmath>
#include <vector>

namespace test {

/// A season of 6 time steps whose level swings slowly, as the difference from the season before
/// shows: `time` positive values.
inline std::vector<double> seasonal_values(int time) {
  std::vector<double> values;
  values.reserve(static_cast<std::size_t>(time));
  for (int t = 0; t < time; ++t) values.push_back(5 + std::sin(t / 9.0) + (t % 6) / 4.0);
  return values;
}

inline forecast::Series small_series(const forecast::SeriesOptions& options = {.season = 6,
                                                                               .lags = 8,
                                                                               .steps_ahead = 4},
                                     int time = 200) {
  return {xgrad::from_vector(seasonal_values(time)), options};
}

}  // namespace test
