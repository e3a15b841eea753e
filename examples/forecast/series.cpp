// Reads a series and computes its windows.
#include "forecast/series.hpp"

#include <xgrad/nn/data/readers/csv.hpp>
#include <xgrad/xgrad.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

namespace forecast {

using namespace xgrad;

namespace {

void check_values(const Tensor& values, bool log) {
  const auto numbers = values.to_vector<double>();
  for (std::size_t time = 0; time < numbers.size(); ++time) {
    const double value = numbers[time];
    if (!std::isfinite(value)) {
      throw NumericError(fmt::format("series: the value at time step {} is {}", time, value));
    }
    if (log && value <= 0) {
      throw ValueError(
          fmt::format("series: the value {} at time step {} has no logarithm", value, time),
          "forecast the series without --log");
    }
  }
}

// Sine and cosine of the position in the season, for time steps from 0.   -> float32 [time, 2]
Tensor season_features(Index time, Index season) {
  const Tensor angle =
      arange(time).to(float64) * (2 * std::numbers::pi / static_cast<double>(season));
  return stack({sin(angle), cos(angle)}, 1).to(float32);
}

// The number of rows of features before the held-out part.
Index count_training_rows(Index time, const SeriesOptions& options) {
  const Index season = options.season, lags = options.lags, steps_ahead = options.steps_ahead;
  if (steps_ahead > season) {
    throw ValueError(
        fmt::format("series: a forecast of {} time steps is longer than a season of {}",
                    steps_ahead, season),
        "give --ahead at most the value of --season");
  }
  const Index rows = time - season;
  const Index training = rows - static_cast<Index>(options.held_out * static_cast<double>(rows));
  if (training < lags + steps_ahead || rows - training < steps_ahead) {
    throw ValueError(
        fmt::format(
            "series: {} time steps are too few: behind the first season, {} are for "
            "training, expected at least {} + {}, and {} are held out, expected at least {}",
            time, std::max<Index>(training, 0), lags, steps_ahead,
            std::max<Index>(rows - training, 0), steps_ahead),
        "give a longer series, or smaller --season, --lags or --ahead");
  }
  return training;
}

}  // namespace

Tensor read_series(const std::string& path, const std::string& column) {
  const nn::data::CsvTable table = nn::data::read_csv(path, {.allow_missing = false});
  const std::string& name = column.empty() ? table.columns().back() : column;
  return table.tensor({name}, float64).squeeze(1);
}

Series::Series(Tensor values, const SeriesOptions& options)
    : options_(options), values_(std::move(values)) {
  const Index time = values_.size(0), season = options_.season;
  training_rows_ = count_training_rows(time, options_);
  check_values(values_, options_.log);
  levels_ = options_.log ? log(values_) : values_;
  const Index rows = time - season;
  const Tensor differences =
      (narrow(levels_, 0, season, rows) - narrow(levels_, 0, 0, rows)).unsqueeze(1);
  scaler_.fit(narrow(differences, 0, 0, training_rows_));
  features_ = cat({scaler_.transform(differences).to(float32), season_features(rows, season)}, 1);
}

TensorDataset<2> Series::windows(Index begin, Index end) const {
  const auto [inputs, targets] =
      nn::data::forecast_windows(narrow(features_, 0, begin, end - begin),
                                 {.lags = options_.lags, .steps_ahead = options_.steps_ahead})
          .tensors();
  return TensorDataset(inputs, select(targets, -1, 0));
}

TensorDataset<2> Series::training_windows() const {
  return windows(0, training_rows_);
}

TensorDataset<2> Series::held_out_windows() const {
  return windows(training_rows_ - options_.lags, features_.size(0));
}

// The targets of the held-out windows among values with one for each row of features.
Tensor Series::held_out_targets(const Tensor& rows) const {
  const Tensor held_out = narrow(rows, 0, training_rows_, rows.size(0) - training_rows_);
  return nn::data::sliding_windows(held_out, options_.steps_ahead);
}

Tensor Series::held_out_values() const {
  return held_out_targets(narrow(values_, 0, options_.season, features_.size(0)));
}

Tensor Series::seasonal_naive() const {
  return held_out_targets(narrow(values_, 0, 0, features_.size(0)));
}

Tensor Series::in_units(const Tensor& forecasts) const {
  const Tensor differences =
      scaler_.inverse_transform(forecasts.to(float64).unsqueeze(-1)).squeeze(-1);
  const Tensor before = held_out_targets(narrow(levels_, 0, 0, features_.size(0)));
  const Tensor levels = before.unsqueeze(-1) + differences;
  return options_.log ? exp(levels) : levels;
}

}  // namespace forecast
