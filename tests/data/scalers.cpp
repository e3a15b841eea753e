// Scalers: statistics, transforms and their inverses, missing values, states.
#include <xgrad/autograd/gradcheck.hpp>

#include <boost/test/unit_test.hpp>

#include "data/examples.hpp"
#include "support/close.hpp"
#include "support/misuse.hpp"
#include "support/random_tensors.hpp"
#include <cmath>
#include <limits>

using namespace xgrad;
using namespace xgrad::nn::data;
using namespace test;

BOOST_AUTO_TEST_SUITE(scalers)

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr Tolerance kRounding{.absolute = 1e-14, .relative = 1e-14};

Tensor three_features(std::uint64_t seed) {
  Generator generator(seed);
  return random_normal({20, 7, 3}, generator) * constant({3}, {1, 100, 1e-3}) +
         constant({3}, {0, -5, 10});
}

void check_inverse(FeatureScaler& scaler, const Tensor& data) {
  BOOST_TEST(close(scaler.inverse_transform(scaler.fit_transform(data)), data,
                   {.absolute = 1e-12, .relative = 1e-14}));
}

}  // namespace

BOOST_AUTO_TEST_CASE(standard_scaler_gives_mean_0_and_variance_1) {
  StandardScaler scaler;
  const Tensor data = three_features(1);
  const Tensor scaled = scaler.fit_transform(data);
  BOOST_TEST(close(mean(scaled, {0, 1}), zeros({3}, float64), {.absolute = 4e-12}));
  BOOST_TEST(close(mean(scaled * scaled, {0, 1}), ones({3}, float64), {.absolute = 1e-12}));
  const StateDict state = scaler.state_dict();
  BOOST_TEST(close(state.at("mean"), mean(data, {0, 1}), kRounding));
  // The data of the fit do not change what other data become.
  BOOST_TEST(close(scaler.transform(narrow(data, 0, 2, 1)), narrow(scaled, 0, 2, 1)));
  check_inverse(scaler, data);
}

BOOST_AUTO_TEST_CASE(standard_scaler_of_known_numbers) {
  StandardScaler scaler;
  const Tensor scaled = scaler.fit_transform(constant({4, 2}, {1, 5, 2, 5, 3, 5, 6, 5}));
  const double deviation = std::sqrt(3.5);
  BOOST_TEST(close(scaled,
                   constant({4, 2}, {-2 / deviation, 0, -1 / deviation, 0, 0, 0, 3 / deviation, 0}),
                   kRounding));
  BOOST_TEST(values(scaler.state_dict().at("var")) == (std::vector<double>{3.5, 0}));
}

BOOST_AUTO_TEST_CASE(min_max_scaler_maps_extremes_to_its_range) {
  const Tensor data = three_features(2);
  for (const auto& range : {std::array{0.0, 1.0}, std::array{-1.0, 1.0}, std::array{0.1, 0.9}}) {
    MinMaxScaler scaler({.feature_range = range});
    const Tensor scaled = scaler.fit_transform(data);
    BOOST_TEST(values(min(scaled, {0, 1})) == (std::vector<double>(3, range[0])));
    BOOST_TEST(close(max(scaled, {0, 1}), full({3}, range[1], float64), kRounding));
    check_inverse(scaler, data);
  }
}

BOOST_AUTO_TEST_CASE(constant_features_become_0_or_the_lower_limit) {
  const Tensor data = full({10, 1}, 0.1, float64);  // whose mean rounds to another number
  StandardScaler standard;
  BOOST_TEST(values(standard.fit_transform(data)) == std::vector<double>(10, 0));
  BOOST_TEST(values(standard.inverse_transform(zeros({1, 1}, float64))) ==
             std::vector<double>{0.1});
  MinMaxScaler min_max({.feature_range = {-1, 1}});
  BOOST_TEST(values(min_max.fit_transform(data)) == std::vector<double>(10, -1));
  StandardScaler one_row;
  BOOST_TEST(values(one_row.fit_transform(counted({1, 2}))) == (std::vector<double>{0, 0}));
}

BOOST_AUTO_TEST_CASE(scalers_skip_missing_values_and_keep_them) {
  const Tensor data = constant({4, 2}, {kNaN, 1, 2, kNaN, 4, 3, kNaN, 5});
  StandardScaler standard({.nan_is_missing = true});
  const auto scaled = values(standard.fit_transform(data));
  BOOST_TEST(values(standard.state_dict().at("mean")) == (std::vector<double>{3, 3}));
  BOOST_TEST(std::isnan(scaled[0]));
  BOOST_TEST(scaled[2] == -1);
  MinMaxScaler min_max({.nan_is_missing = true});
  BOOST_TEST(values(min_max.fit_transform(data))[5] == 0.5);
}

BOOST_AUTO_TEST_CASE(scalers_keep_the_dtype_and_the_precision_of_the_data) {
  StandardScaler scaler;
  const Tensor data = constant<float>({2, 1}, {1e8F, 1e8F + 8});
  const Tensor scaled = scaler.fit_transform(data);
  BOOST_TEST(values<float>(scaled) == (std::vector<float>{-1, 1}));
  BOOST_TEST(values<float>(scaler.inverse_transform(scaled)) == values<float>(data));
  BOOST_TEST(values(scaler.transform(Tensor(awkward(iota({2, 1}))))).size() == 2u);
}

BOOST_AUTO_TEST_CASE(transforms_have_gradients) {
  StandardScaler scaler;
  scaler.fit(three_features(3));
  Generator generator(4);
  const auto both = [&](const std::vector<Tensor>& x) {
    return scaler.transform(x[0]) * scaler.inverse_transform(x[0]);
  };
  const auto report = gradcheck(both, {random_leaf({2, 3}, generator)});
  BOOST_TEST(report.ok, report.message);
}

BOOST_AUTO_TEST_CASE(states_of_scalers_restore_them) {
  const Tensor data = three_features(5);
  StandardScaler fitted, loaded;
  fitted.fit(data);
  loaded.load_state_dict(fitted.state_dict());
  BOOST_TEST(close(loaded.transform(data), fitted.transform(data)));
  MinMaxScaler saved, other({.feature_range = {-1, 1}});
  saved.fit(data);
  other.fit(counted({3, 2}));
  other.load_state_dict(saved.state_dict());
  BOOST_TEST(close(other.transform(data), saved.transform(data) * 2 - 1, {.absolute = 1e-14}));
  BOOST_TEST(StandardScaler().state_dict().empty());
}

BOOST_AUTO_TEST_CASE(impossible_states_of_scalers_change_nothing) {
  StandardScaler scaler;
  scaler.fit(constant({2, 1}, {1, 3}));
  const auto standard = [&](const Tensor& mean, const Tensor& var) {
    StateDict state;
    state["mean"] = mean;
    state["var"] = var;
    scaler.load_state_dict(state);
  };
  const std::vector<Misuse> misuses = {
      {"StandardScaler: nothing was loaded, 2 entries of the state do not fit\n  missing: mean",
       [&] { scaler.load_state_dict({}); }},
      {"StandardScaler: nothing was loaded, 1 entries of the state do not fit\n  different: var is "
       "float64 [2] in the state, float64 [1] in the scaler",
       [&] { standard(counted({1}), counted({2})); }},
      {"StandardScaler: nothing was loaded, 1 entries of the state do not fit\n  different: mean "
       "is "
       "int64 [1]",
       [&] { standard(constant<Index>({1}, {0}), counted({1})); }},
      {"StandardScaler: nothing was loaded, 1 entries of the state do not fit\n  different: mean "
       "is "
       "float64 []",
       [&] { standard(scalar(0), counted({1})); }},
      {"StandardScaler: nothing was loaded, mean = 0 and var = -1 of feature 1 are impossible",
       [&] {
         standard(zeros({2}, float64), constant({2}, {1, -1}));
       }},
      {"StandardScaler: nothing was loaded, mean = nan and var = 1 of feature 0 are impossible",
       [&] { standard(constant({1}, {kNaN}), ones({1}, float64)); }},
      {"MinMaxScaler: nothing was loaded, data_min = 2 and data_max = 1 of feature 0 are "
       "impossible",
       [&] {
         StateDict state;
         state["data_min"] = constant({1}, {2});
         state["data_max"] = constant({1}, {1});
         MinMaxScaler().load_state_dict(state);
       }}};
  for (const Misuse& misuse : misuses) check_message(misuse.use, misuse.message);
  BOOST_TEST(values(scaler.transform(constant({1, 1}, {3}))) == std::vector<double>{1});
}

BOOST_AUTO_TEST_CASE(standard_scaler_treats_rounding_errors_as_constant) {
  std::vector<double> values(10, 0.1);
  values.back() = std::nextafter(0.1, 1);
  StandardScaler scaler;
  for (const double value : test::values(scaler.fit_transform(constant({10, 1}, values))))
    BOOST_TEST(std::abs(value) < 1e-15);
  BOOST_TEST(test::values(scaler.state_dict().at("var")) == std::vector<double>{0});
  values.back() = 0.1 + 1e-13;  // beyond the bound
  BOOST_TEST(test::values(scaler.fit_transform(constant({10, 1}, values))).back() > 2);
}

BOOST_AUTO_TEST_CASE(scalers_refuse_data_that_do_not_fit) {
  StandardScaler scaler;
  scaler.fit(constant({2, 1}, {1, 3}));
  const std::vector<Misuse> misuses = {
      {"StandardScaler::transform: the scaler has no statistics",
       [] {
         StandardScaler().transform(counted({2, 1}));
       }},
      {"MinMaxScaler::inverse_transform: the scaler has no statistics",
       [] {
         MinMaxScaler().inverse_transform(counted({2, 1}));
       }},
      {"StandardScaler::transform: the data are [2, 2], but the scaler was fitted to 1 features",
       [&] {
         scaler.transform(counted({2, 2}));
       }},
      {"StandardScaler::fit: the data are [2], expected [..., features]",
       [&] { scaler.fit(counted({2})); }},
      {"StandardScaler::fit: the data are int64, must be float32 or float64",
       [&] {
         scaler.fit(constant<Index>({1, 1}, {1}));
       }},
      {"StandardScaler::fit: feature 0 has no values in data [0, 2]",
       [&] {
         scaler.fit(counted({0, 2}));
       }},
      {"StandardScaler::fit: feature 1 holds nan in row 0",
       [&] {
         scaler.fit(constant({1, 2}, {1, kNaN}));
       }},
      {"StandardScaler::fit: feature 0 holds inf in row 1",
       [&] {
         scaler.fit(constant({2, 1}, {1, kInfinity}));
       }},
      {"StandardScaler::fit: the values of feature 0 are too large or too close to be scaled",
       [&] {
         scaler.fit(constant({2, 1}, {1e200, -1e200}));
       }},
      {"MinMaxScaler::fit: the values of feature 0 are too large or too close to be scaled",
       [] {
         MinMaxScaler({.feature_range = {0, 1e10}}).fit(constant({2, 1}, {0, 5e-324}));
       }},
      {"MinMaxScaler::fit: the values of feature 0 are too large or too close to be scaled",
       [] {
         MinMaxScaler({.feature_range = {0, 1e-300}}).fit(constant({2, 1}, {0, 1e200}));
       }},
      {"MinMaxScaler: feature_range is [1, 1], expected finite limits in increasing order",
       [] {
         MinMaxScaler({.feature_range = {1, 1}});
       }},
      {"MinMaxScaler: feature_range is [0, nan]", [] {
         MinMaxScaler({.feature_range = {0, kNaN}});
       }}};
  for (const Misuse& misuse : misuses) check_message(misuse.use, misuse.message);
  BOOST_TEST(values(scaler.transform(constant({1, 1}, {3}))) == std::vector<double>{1});
}

BOOST_AUTO_TEST_SUITE_END()
