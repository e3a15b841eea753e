// A series as seasonal differences, split in time and cut into windows.
#pragma once

#include <xgrad/nn/data/scalers.hpp>
#include <xgrad/nn/data/windows.hpp>

#include <string>

namespace forecast {

using xgrad::Index;
using xgrad::Tensor;
using xgrad::nn::data::TensorDataset;

/// The values of a column of a CSV file, by default of the last one.   -> float64 [time]
/// Throws ValueError for an unknown column, FormatError for a value that is missing or not a number,
/// IoError.
Tensor read_series(const std::string& path, const std::string& column = "");

/// How a series becomes windows.
struct SeriesOptions {
  /// Time steps of a season, such as 24 for a daily cycle of hourly values.
  Index season = 24;
  /// Time steps of an input.
  Index lags = 48;
  /// Time steps of a forecast, at most one season.
  Index steps_ahead = 24;
  /// Forecasts logarithms, for a seasonal cycle that grows with the level of the series.
  bool log = false;
  /// The share of the time steps, at the end, that training does not use.
  double held_out = 0.2;
};

/// The number of features of an input: the scaled difference from the value one season before, and
/// sine and cosine of the position in the season.
inline constexpr Index kFeatures = 3;

/// The windows of a series. A model forecasts scaled differences from the value one season before,
/// which `in_units` converts to the units of the series. A forecast of no difference is the
/// seasonal naive forecast.
class Series {
 public:
  /// values: float64 [time]
  /// Throws ValueError for options that do not fit the series and, with `log`, for a value that is
  /// not positive; NumericError for a value that is not finite.
  Series(Tensor values, const SeriesOptions& options);

  const SeriesOptions& options() const { return options_; }
  /// The values in their units.   float64 [time]
  const Tensor& values() const { return values_; }
  /// The first time step that is held out.
  Index held_out_begin() const { return options_.season + training_rows_; }

  /// The windows before the held-out time steps.
  /// float32 [windows, lags, kFeatures] and [windows, steps_ahead]
  TensorDataset<2> training_windows() const;
  /// The windows whose targets are held out, one for each time step at which a forecast starts.
  /// float32 [windows, lags, kFeatures] and [windows, steps_ahead]
  TensorDataset<2> held_out_windows() const;

  /// The targets of the held-out windows in units of the series.   -> float64 [windows, steps_ahead]
  Tensor held_out_values() const;
  /// Converts forecasts for the held-out windows to units of the series.
  /// [windows, steps_ahead, quantiles] -> float64 [windows, steps_ahead, quantiles]
  Tensor in_units(const Tensor& forecasts) const;
  /// The value one season before each target.   -> float64 [windows, steps_ahead]
  Tensor seasonal_naive() const;

 private:
  TensorDataset<2> windows(Index begin, Index end) const;
  Tensor held_out_targets(const Tensor& rows) const;

  SeriesOptions options_;
  Tensor values_, levels_, features_;  // levels: values or their logarithms
  Index training_rows_ = 0;            // of features_, whose row 0 is time step `season`
  xgrad::nn::data::StandardScaler scaler_;
};

}  // namespace forecast
