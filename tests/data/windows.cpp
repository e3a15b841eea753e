// Windows of series, against slices.
#include <boost/test/unit_test.hpp>

#include "data/examples.hpp"
#include "support/misuse.hpp"

using namespace xgrad;
using namespace xgrad::nn::data;
using namespace test;

BOOST_AUTO_TEST_SUITE(windows)

BOOST_AUTO_TEST_CASE(sliding_windows_are_slices_without_copies) {
  const Tensor series = counted({11, 2});
  for (const Index window : {1, 2, 5, 11}) {
    for (const Index stride : {1, 2, 3, 20}) {
      const Tensor windows = sliding_windows(series, window, stride);
      BOOST_TEST(windows.shape() == (Shape{(11 - window) / stride + 1, window, 2}));
      BOOST_TEST(windows.array().shares_buffer(series.array()));
      for (Index i = 0; i < windows.size(0); ++i)
        BOOST_TEST(values(select(windows, 0, i)) == values(narrow(series, 0, i * stride, window)));
    }
  }
}

BOOST_AUTO_TEST_CASE(next_step_windows_shift_the_target_by_one) {
  const auto pairs = next_step_windows(counted({8}), {.window = 3, .stride = 2});
  BOOST_TEST(pairs.size() == 3);
  const auto [input, target] = pairs[1];
  BOOST_TEST(values(input) == (std::vector<double>{2, 3, 4}));
  BOOST_TEST(values(target) == (std::vector<double>{3, 4, 5}));
  BOOST_TEST(values(pairs[2][1]) == (std::vector<double>{5, 6, 7}));
}

BOOST_AUTO_TEST_CASE(forecast_windows_predict_the_steps_that_follow) {
  for (const Index stride : {1, 2, 3}) {
    const auto pairs =
        forecast_windows(counted({12, 2}), {.lags = 4, .steps_ahead = 3, .stride = stride});
    BOOST_TEST(pairs.size() == (12 - 7) / stride + 1);
    for (Index i = 0; i < pairs.size(); ++i) {
      const auto [input, target] = pairs[i];
      BOOST_TEST(values(input) == values(narrow(counted({12, 2}), 0, i * stride, 4)));
      BOOST_TEST(values(target) == values(narrow(counted({12, 2}), 0, i * stride + 4, 3)));
    }
  }
  BOOST_TEST(forecast_windows(counted({5}), {.lags = 4}).size() == 1);
}

BOOST_AUTO_TEST_CASE(windows_are_loaded_in_batches) {
  const Tensor series = counted({100});
  DataLoader loader(forecast_windows(series, {.lags = 5, .steps_ahead = 2}),
                    {.batch_size = 16, .shuffle = true, .generator = Generator(1)});
  Index count = 0;
  for (const auto& [input, target] : loader) {
    for (Index i = 0; i < input.size(0); ++i, ++count)
      BOOST_TEST(values(select(target, 0, i))[0] == values(select(input, 0, i))[4] + 1);
  }
  BOOST_TEST(count == 94);
}

BOOST_AUTO_TEST_CASE(windows_refuse_impossible_sizes) {
  const Tensor series = counted({4});
  constexpr Index kMost = std::numeric_limits<Index>::max();
  const std::vector<Misuse> misuses = {
      {"sliding_windows: window is 0, expected at least 1", [&] { sliding_windows(series, 0); }},
      {"sliding_windows: stride is 0, expected at least 1", [&] { sliding_windows(series, 1, 0); }},
      {"sliding_windows: the series [4] has no window of 5 time steps",
       [&] { sliding_windows(series, 5); }},
      {"sliding_windows: the series [] has no window of 1 time steps",
       [&] { sliding_windows(scalar(1), 1); }},
      {"next_step_windows: window is 0", [&] { next_step_windows(series, {}); }},
      {"next_step_windows: the series [4] has no window of 5 time steps",
       [&] { next_step_windows(series, {.window = 4}); }},
      {"forecast_windows: lags is 0", [&] { forecast_windows(series, {}); }},
      {"forecast_windows: steps_ahead is 0",
       [&] { forecast_windows(series, {.lags = 1, .steps_ahead = 0}); }},
      {"forecast_windows: stride is -1",
       [&] { forecast_windows(series, {.lags = 1, .stride = -1}); }},
      {"forecast_windows: the series [4] has no window of",
       [&] { forecast_windows(series, {.lags = kMost, .steps_ahead = kMost}); }}};
  for (const Misuse& misuse : misuses) check_message(misuse.use, misuse.message);
}

BOOST_AUTO_TEST_SUITE_END()
