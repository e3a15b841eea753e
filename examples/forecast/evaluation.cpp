// Evaluates a model on the held-out time steps.
#include "forecast/evaluation.hpp"

#include <xgrad/nn/data/data_loader.hpp>
#include <xgrad/xgrad.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <vector>

namespace forecast {

using namespace xgrad;

namespace {

constexpr Index kBatch = 256;
constexpr Index kShownForecasts = 3;

// One quantile, counted from the end if negative.   [windows, steps_ahead, quantiles]
Tensor quantile(const Tensor& forecasts, Index index) {
  return select(forecasts, -1, index);
}

// The median.
Tensor point_forecast(const Tensor& forecasts) {
  return quantile(forecasts, forecasts.size(-1) / 2);
}

}  // namespace

Tensor forecasts(const Forecaster& model, const Series& series) {
  const NoGrad no_grad;
  nn::data::DataLoader loader(series.held_out_windows(), {.batch_size = kBatch});
  std::vector<Tensor> batches;
  batches.reserve(static_cast<std::size_t>(loader.size()));
  for (const auto& [input, target] : loader) batches.push_back(model(input));
  return sort(series.in_units(cat(batches)), -1).values;
}

Scores evaluate(const Tensor& forecasts, const Series& series) {
  const Tensor values = series.held_out_values();
  const Tensor lower = quantile(forecasts, 0), upper = quantile(forecasts, -1);
  const Tensor inside = logical_and(values >= lower, values <= upper);
  return {.mae = nn::l1_loss(point_forecast(forecasts), values).item<double>(),
          .naive_mae = nn::l1_loss(series.seasonal_naive(), values).item<double>(),
          .coverage = mean(inside.to(float64)).item<double>(),
          .width = mean(upper - lower).item<double>()};
}

nn::plot::Figure figure(const Tensor& forecasts, const Series& series) {
  const Index windows = forecasts.size(0), steps_ahead = forecasts.size(1);
  const Index end = series.values().size(0), lead = series.options().lags;
  const Index shown = std::min(kShownForecasts, (windows - 1) / steps_ahead + 1);
  const Index begin = end - shown * steps_ahead - lead;
  const Tensor missing = full({lead}, std::numeric_limits<double>::quiet_NaN(), float64);
  const Tensor picked = windows - 1 - arange(shown) * steps_ahead;
  const auto curve = [&](const Tensor& steps) {  // of [windows, steps_ahead]
    return cat({missing, index_select(steps, 0, flip(picked, {0})).flatten()}).to_vector<double>();
  };
  return {"Forecasts of the last time steps",
          {{fmt::format("each of {} steps ahead", steps_ahead),
            {{"observed", narrow(series.values(), 0, begin, end - begin).to_vector<double>()},
             {.name = "median and interval",
              .values = curve(point_forecast(forecasts)),
              .lower = curve(quantile(forecasts, 0)),
              .upper = curve(quantile(forecasts, -1))},
             {"seasonal naive", curve(series.seasonal_naive())}},
            nn::plot::Axis::numbers}}};
}

}  // namespace forecast
