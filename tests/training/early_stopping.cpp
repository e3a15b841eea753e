// Early stopping, and metrics by name.
#include <xgrad/nn/training/early_stopping.hpp>
#include <xgrad/nn/training/metrics.hpp>
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "support/misuse.hpp"
#include <limits>

using namespace xgrad;
using namespace xgrad::nn::training;
using test::check_message;

BOOST_AUTO_TEST_SUITE(early_stopping)

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// The index of the metric after which training ends, and -1 if it does not end.
Index end_of(EarlyStopping& stopping, const std::vector<double>& metrics) {
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    stopping.step(metrics[i]);
    if (stopping.should_stop()) return static_cast<Index>(i);
  }
  return -1;
}

}  // namespace

BOOST_AUTO_TEST_CASE(should_stop_after_patience_evaluations_without_improvement) {
  EarlyStopping stopping({.patience = 2});
  BOOST_TEST(end_of(stopping, {3, 2, 2, 1, 1.5, 1.25, 0}) == 5);
  BOOST_TEST(stopping.best() == 1);
  BOOST_TEST(stopping.num_bad_evaluations() == 2);
}

BOOST_AUTO_TEST_CASE(mode_max_prefers_larger_metrics) {
  EarlyStopping stopping({.mode = MetricMode::max, .patience = 1});
  BOOST_TEST(stopping.best() == -kInfinity);
  BOOST_TEST(end_of(stopping, {-3, -2, 4, 4}) == 3);
  BOOST_TEST(stopping.best() == 4);
}

BOOST_AUTO_TEST_CASE(min_delta_is_the_change_that_is_no_improvement) {
  EarlyStopping stopping({.min_delta = 0.5});
  BOOST_TEST(stopping.step(2));
  BOOST_TEST(!stopping.step(1.5));
  BOOST_TEST(stopping.step(1.25));
  EarlyStopping largest({.mode = MetricMode::max, .min_delta = 0.5});
  BOOST_TEST(largest.step(2));
  BOOST_TEST(!largest.step(2.5));
  BOOST_TEST(largest.step(2.75));
}

BOOST_AUTO_TEST_CASE(nan_is_no_improvement) {
  EarlyStopping stopping({.patience = 2});
  BOOST_TEST(end_of(stopping, {kNaN, 1, kNaN, kNaN}) == 3);
  BOOST_TEST(stopping.best() == 1);
}

BOOST_AUTO_TEST_CASE(without_patience_training_never_stops) {
  EarlyStopping stopping;
  BOOST_TEST(end_of(stopping, std::vector<double>(100, 1.0)) == -1);
}

BOOST_AUTO_TEST_CASE(load_state_dict_continues_the_count) {
  EarlyStopping saved({.patience = 3}), loaded({.patience = 3});
  end_of(saved, {1, 2, 2});
  loaded.load_state_dict(saved.state_dict());
  BOOST_TEST(loaded.best() == 1);
  BOOST_TEST(end_of(loaded, {2}) == 0);
}

BOOST_AUTO_TEST_CASE(load_state_dict_refuses_other_states) {
  EarlyStopping stopping;
  stopping.step(1);
  StateDict state = stopping.state_dict();
  state.at("num_bad_evaluations") = tensor(Index{-1});
  check_message([&] { stopping.load_state_dict(state); },
                "EarlyStopping: nothing was loaded, 1 entries of the state do not fit\n  "
                "impossible: num_bad_evaluations is -1, must not be negative");
  check_message([&] { stopping.load_state_dict({}); },
                "EarlyStopping: nothing was loaded, 2 entries");
  BOOST_TEST(stopping.best() == 1);
}

BOOST_AUTO_TEST_CASE(options_out_of_range_are_refused) {
  check_message([] { EarlyStopping({.patience = 0}); },
                "EarlyStopping: patience = 0 must be positive");
  for (const double delta : {-1.0, kNaN, kInfinity}) {
    BOOST_CHECK_THROW(EarlyStopping({.min_delta = delta}), ValueError);
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(metrics)

BOOST_AUTO_TEST_CASE(a_number_or_a_tensor_is_the_loss) {
  BOOST_TEST(Metrics(0.5).at("loss") == 0.5);
  BOOST_TEST(Metrics(full({1}, 0.25)).at("loss") == 0.25);
  BOOST_CHECK_THROW(Metrics(zeros({2})), ShapeError);
}

BOOST_AUTO_TEST_CASE(at_names_the_metrics_that_exist) {
  const Metrics metrics = {{"loss", 1}, {"bits/char", full({}, 2.0)}};
  BOOST_TEST(metrics.size() == 2u);
  BOOST_TEST(metrics.at("bits/char") == 2);
  check_message([&] { metrics.at("accuracy"); },
                "Metrics: there is no metric 'accuracy'\n  hint: the metrics are 'loss', "
                "'bits/char'");
}

BOOST_AUTO_TEST_CASE(names_that_logs_cannot_have_are_refused) {
  for (const char* name : {"", "a,b", "a\"b", "a\\b", "a\nb", "\xff", "step", "epoch", "kind"}) {
    BOOST_CHECK_THROW(Metric(name, 1), ValueError);
  }
  BOOST_CHECK_THROW(Metrics({{"a", 1}, {"b", 1}, {"a", 2}}), ValueError);
}

BOOST_AUTO_TEST_SUITE_END()
