// Training improves on the seasonal naive forecast, and scores and pictures show what they say.
#include "forecast/training.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "forecast/evaluation.hpp"
#include "forecast/small_series.hpp"
#include "support/arrays.hpp"
#include "support/close.hpp"
#include "support/temporary_directory.hpp"

using namespace xgrad;
using namespace forecast;
using test::close;

BOOST_AUTO_TEST_SUITE(training)

namespace {

Forecaster small_model(const std::string& cell = "gru") {
  manual_seed(1);
  return Forecaster({.cell = cell, .hidden = 8, .steps_ahead = 4});
}

// Forecasts whose quantiles differ from the values by these amounts.
Tensor shifted(const Series& series, double lower, double middle, double upper) {
  const Tensor values = series.held_out_values();
  return stack({values + lower, values + middle, values + upper}, -1);
}

}  // namespace

BOOST_DATA_TEST_CASE(every_cell_improves_on_the_seasonal_naive_forecast,
                     boost::unit_test::data::make({"lstm", "gru", "rnn"}), cell) {
  const test::TemporaryDirectory directory;
  const Series series = test::small_series();
  const Forecaster model = small_model(cell);
  train(model, series, {.batch = 16, .epochs = 12, .lr = 0.02, .out = directory / "model"});
  const Scores scores = evaluate(forecasts(model, series), series);
  BOOST_TEST(scores.mae < 0.5 * scores.naive_mae);
  BOOST_TEST(scores.width > 0);
}

BOOST_AUTO_TEST_CASE(a_finished_training_resumes_without_changes) {
  const test::TemporaryDirectory directory;
  const Series series = test::small_series();
  TrainingOptions options = {.epochs = 2, .out = directory / "model"};
  const Forecaster model = small_model();
  train(model, series, options);
  options.resume = true;
  const Forecaster resumed({.hidden = 8, .steps_ahead = 4});
  train(resumed, series, options);
  BOOST_TEST(close(forecasts(resumed, series), forecasts(model, series)));
  options.lr = 1;
  BOOST_CHECK_EXCEPTION(train(resumed, series, options), ValueError,
                        test::says("its lr is '0.005', now it is '1'"));
  options.lr = 0.005;
  BOOST_CHECK_EXCEPTION(train(resumed, test::small_series(series.options(), 199), options),
                        ValueError, test::says("its data is"));
}

BOOST_AUTO_TEST_CASE(forecasts_of_quantiles_that_cross_are_sorted) {
  const Series series = test::small_series();
  const Forecaster model = small_model();
  const Tensor forecast = forecasts(model, series);
  BOOST_TEST(forecast.shape() == (Shape{series.held_out_windows().size(), 4, 3}));
  const Tensor differences = narrow(forecast, -1, 1, 2) - narrow(forecast, -1, 0, 2);
  BOOST_TEST(min(differences).item<double>() >= 0);
  BOOST_TEST(!forecast.requires_grad());
}

BOOST_AUTO_TEST_CASE(scores_are_in_units_of_the_series) {
  const Series series = test::small_series();
  const Scores wide = evaluate(shifted(series, -1, 0.5, 2), series);
  const test::Tolerance rounding = {.absolute = 1e-14};
  BOOST_TEST(close(wide.mae, 0.5, rounding));
  BOOST_TEST(wide.coverage == 1);
  BOOST_TEST(close(wide.width, 3, rounding));
  BOOST_TEST(close(wide.naive_mae,
                   mean(abs(series.seasonal_naive() - series.held_out_values())).item<double>(),
                   rounding));
  BOOST_TEST(evaluate(shifted(series, 0, 0, 0), series).coverage == 1);
  BOOST_TEST(evaluate(shifted(series, 0.1, 0.5, 2), series).coverage == 0);
  BOOST_TEST(evaluate(shifted(series, -2, -0.5, -0.1), series).coverage == 0);
}

BOOST_AUTO_TEST_CASE(figure_shows_forecasts_at_the_time_steps_that_they_forecast) {
  const Series series = test::small_series();
  const auto panel = figure(shifted(series, -1, 0, 1), series).panels.at(0);
  BOOST_REQUIRE(panel.lines.size() == 3u);
  const nn::plot::Line &observed = panel.lines[0], &median = panel.lines[1],
                       &naive = panel.lines[2];
  BOOST_REQUIRE(observed.values.size() == 20u);  // 8 lags, and 3 forecasts of 4 steps
  BOOST_REQUIRE(median.values.size() == 20u);
  const std::vector<double> values = test::seasonal_values(200);
  for (std::size_t i = 0; i < 20; ++i) {
    BOOST_TEST(observed.values[i] == values[180 + i]);
    if (i < 8) {
      BOOST_TEST(std::isnan(median.values[i]));
    } else {
      BOOST_TEST(median.values[i] == observed.values[i]);
      BOOST_TEST(median.lower[i] == observed.values[i] - 1);
      BOOST_TEST(median.upper[i] == observed.values[i] + 1);
      BOOST_TEST(naive.values[i] == values[180 + i - 6]);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
