// Forecasts for the held-out time steps, their scores, and a picture of the last ones.
#pragma once

#include <xgrad/nn/flow/plot/plot.hpp>

#include "forecast/model.hpp"
#include "forecast/series.hpp"

namespace forecast {

/// The forecasts of a model for the held-out windows, in units of the series. Quantiles that cross
/// are sorted (Chernozhukov et al. 2010).   -> float64 [windows, steps_ahead, quantiles]
Tensor forecasts(const Forecaster& model, const Series& series);

/// Scores over all held-out windows and steps ahead, in units of the series.
struct Scores {
  /// Mean absolute errors of the median and of the seasonal naive forecast.
  double mae, naive_mae;
  /// The share of the values between the first and the last quantile, and their mean distance.
  double coverage, width;
};

/// The scores of forecasts with an odd number of quantiles.
/// [windows, steps_ahead, quantiles]
Scores evaluate(const Tensor& forecasts, const Series& series);

/// The last time steps of the series with the forecasts for them, each of which starts where the
/// one before ends.
/// [windows, steps_ahead, quantiles]
xgrad::nn::plot::Figure figure(const Tensor& forecasts, const Series& series);

}  // namespace forecast
