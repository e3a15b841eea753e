// Windows hold what their model may use, and forecasts return to the units of the series.
#include "forecast/series.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "forecast/small_series.hpp"
#include "support/arrays.hpp"
#include "support/close.hpp"
#include "support/temporary_directory.hpp"
#include <cmath>
#include <limits>

using namespace xgrad;
using forecast::Series;
using forecast::SeriesOptions;
using test::close;

BOOST_AUTO_TEST_SUITE(series)

namespace {

constexpr SeriesOptions kSmall = {.season = 4, .lags = 3, .steps_ahead = 2, .held_out = 0.25};

// 40 values, the square of the time step: 36 rows of differences, of which 27 are for training.
Series squares(const SeriesOptions& options = kSmall, double last = 39 * 39) {
  const Tensor time = arange(40).to(float64);
  return Series(cat({narrow(time * time, 0, 0, 39), full({1}, last, float64)}), options);
}

Tensor row(const Tensor& windows, Index window) {
  return select(windows, 0, window);
}

}  // namespace

BOOST_AUTO_TEST_CASE(read_series_reads_the_last_or_the_named_column) {
  const test::TemporaryDirectory directory;
  const std::string path = directory / "series.csv";
  test::write_bytes(path, "date,low,high\n2010/01/01,1.5,2\n2010/01/02,-1,3.25\n");
  BOOST_TEST(close(forecast::read_series(path), {{2, 3.25}}));
  BOOST_TEST(close(forecast::read_series(path, "low"), {{1.5, -1}}));
  BOOST_CHECK_THROW(forecast::read_series(path, "date"), FormatError);
  BOOST_CHECK_THROW(forecast::read_series(path, "middle"), ValueError);
  BOOST_CHECK_THROW(forecast::read_series(directory / "missing"), IoError);
  test::write_bytes(path, "high\n1\nNA\n");
  BOOST_CHECK_THROW(forecast::read_series(path), FormatError);
}

BOOST_AUTO_TEST_CASE(windows_end_and_start_at_the_first_held_out_time_step) {
  const Series series = squares();
  BOOST_TEST(series.held_out_begin() == 31);
  const auto training = series.training_windows(), held_out = series.held_out_windows();
  BOOST_TEST(training.tensors()[0].shape() == (Shape{23, 3, forecast::kFeatures}));
  BOOST_TEST(training.tensors()[1].shape() == (Shape{23, 2}));
  BOOST_TEST(held_out.tensors()[0].shape() == (Shape{8, 3, forecast::kFeatures}));
  BOOST_TEST(held_out.tensors()[1].shape() == (Shape{8, 2}));
  BOOST_TEST(close(row(series.held_out_values(), 0), {{31 * 31, 32 * 32}}));
  BOOST_TEST(close(row(series.held_out_values(), 7), {{38 * 38, 39 * 39}}));
  BOOST_TEST(close(row(series.seasonal_naive(), 0), {{27 * 27, 28 * 28}}));
}

BOOST_AUTO_TEST_CASE(inputs_are_scaled_differences_and_the_position_in_the_season) {
  const Series series = squares();
  // The difference t^2 - (t - 4)^2 = 8 t - 16 is linear: mean and standard deviation of the 27
  // rows from t = 4 are those of t = 17 and of 27 consecutive integers.
  const double scale = std::sqrt((27.0 * 27 - 1) / 12);
  const Tensor first = row(series.training_windows().tensors()[0], 0);
  BOOST_TEST(close(select(first, 1, 0), {{-13 / scale, -12 / scale, -11 / scale}},
                   {.absolute = 1e-7, .relative = 1e-7}));
  BOOST_TEST(close(select(first, 1, 1), {{0, 1, 0}}, {.absolute = 1e-7}));
  BOOST_TEST(close(select(first, 1, 2), {{1, 0, -1}}, {.absolute = 1e-7}));
  BOOST_TEST(close(row(series.training_windows().tensors()[1], 0), {{-10 / scale, -9 / scale}},
                   {.relative = 1e-7}));
}

BOOST_AUTO_TEST_CASE(training_windows_do_not_depend_on_held_out_values) {
  const auto windows = squares().training_windows(),
             others = squares(kSmall, 1e6).training_windows();
  BOOST_TEST(close(windows.tensors()[0], others.tensors()[0]));
  BOOST_TEST(close(windows.tensors()[1], others.tensors()[1]));
}

BOOST_DATA_TEST_CASE(in_units_converts_the_targets_to_the_held_out_values,
                     boost::unit_test::data::make({false, true}), log) {
  const Series series = test::small_series({.season = 6, .lags = 8, .steps_ahead = 4, .log = log});
  const Tensor targets = series.held_out_windows().tensors()[1];
  BOOST_TEST(close(series.in_units(stack({targets, targets}, -1)),
                   stack({series.held_out_values(), series.held_out_values()}, -1),
                   {.relative = 1e-7}));
}

BOOST_AUTO_TEST_CASE(in_units_of_a_constant_season_is_the_seasonal_naive_forecast) {
  std::vector<double> values;
  values.reserve(60);
  for (int t = 0; t < 60; ++t) values.push_back(t % 6);
  const Series series(from_vector(values), {.season = 6, .lags = 3, .steps_ahead = 6});
  BOOST_TEST(close(series.in_units(zeros({series.held_out_windows().size(), 6, 1})).squeeze(-1),
                   series.seasonal_naive()));
}

BOOST_AUTO_TEST_CASE(options_that_do_not_fit_the_series_are_refused) {
  BOOST_CHECK_EXCEPTION(squares({.season = 4, .steps_ahead = 5}), ValueError,
                        test::says("5 time steps is longer than a season of 4"));
  BOOST_CHECK_EXCEPTION(
      squares({.season = 4, .lags = 26, .steps_ahead = 2, .held_out = 0.25}), ValueError,
      test::says("27 are for training, expected at least 26 + 2, and 9 are held out"));
  BOOST_TEST(squares({.season = 4, .lags = 25, .steps_ahead = 2, .held_out = 0.25})
                 .training_windows()
                 .size() == 1);
  BOOST_CHECK_EXCEPTION(squares({.season = 4, .lags = 3, .steps_ahead = 2, .held_out = 0.05}),
                        ValueError, test::says("1 are held out, expected at least 2"));
  BOOST_CHECK_EXCEPTION(squares({.season = 100, .lags = 3, .steps_ahead = 2}), ValueError,
                        test::says("40 time steps are too few"));
  BOOST_CHECK_EXCEPTION(squares({.season = 4, .lags = 3, .steps_ahead = 2, .log = true}),
                        ValueError, test::says("the value 0 at time step 0 has no logarithm"));
  BOOST_CHECK_EXCEPTION(squares(kSmall, std::numeric_limits<double>::infinity()), NumericError,
                        test::says("the value at time step 39 is inf"));
}

BOOST_AUTO_TEST_SUITE_END()
