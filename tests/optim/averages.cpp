// Averages of parameters against their formulas, and the use of averages in evaluation.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/optim/averages.hpp>

#include <boost/test/unit_test.hpp>

#include "support/block_sizes.hpp"
#include "support/close.hpp"
#include "support/tensors.hpp"
#include <cmath>
#include <functional>
#include <limits>

using namespace test;
using namespace xgrad::optim;
using xgrad::DTypeError;
using xgrad::StateDict;
using xgrad::ValueError;

BOOST_AUTO_TEST_SUITE(averages)

namespace {

using EMA = ExponentialMovingAverage;
using SWA = StochasticWeightAverage;
using Values = std::vector<double>;

// The values of a parameter after step number `step`.
template <class T>
Tensor values_at(const Shape& shape, int step) {
  return Tensor(scattered_array<T>(shape, static_cast<std::uint32_t>(step + 1)));
}

// Checks updates against `next(average, p, n)` for one element, for any size and layout.
template <class T>
void check_updates(
    const std::function<std::unique_ptr<ParameterAverage>(const ParameterList&)>& make,
    const std::function<double(double, double, int)>& next, double tolerance) {
  for (const Shape& shape : {Shape{}, {0}, {1}, {39}, {3, 5}, {2, 600}}) {
    const Tensor p(awkward<T>(values_at<T>(shape, 0).array()), true);
    const auto average = make({p});
    Values expected;
    for (int n = 0; n < 12; ++n) {
      p.set_data(values_at<T>(shape, n));
      average->update();
      const std::vector<T> now = values<T>(p);
      expected.resize(now.size());
      for (std::size_t i = 0; i < now.size(); ++i) {
        expected[i] = n == 0 ? static_cast<double>(now[i])
                             : next(expected[i], static_cast<double>(now[i]), n);
      }
    }
    BOOST_TEST(average->n_averaged() == 12);
    BOOST_TEST(
        close(values<T>(average->state_dict().at("average.0")), expected, {.absolute = tolerance}));
  }
}

template <class Make, class Next>
void check_updates(const Make& make, const Next& next) {
  check_updates<double>(make, next, 4e-16);
  check_updates<float>(make, next, 3e-7);
}

auto ema(const EMA::Options& options) {
  return [=](const ParameterList& list) { return std::make_unique<EMA>(list, options); };
}

}  // namespace

BOOST_AUTO_TEST_CASE(ema_is_that_of_pytorch) {
  check_updates(ema({.decay = 0.7}),
                [](double average, double p, int) { return 0.7 * average + 0.3 * p; });
  BOOST_TEST(EMA({leaf(1)}).decay(5) == 0.999);
}

// The average from zeros, divided by the sum of its weights.
BOOST_AUTO_TEST_CASE(ema_with_bias_correction_is_that_of_adam) {
  check_updates(ema({.decay = 0.7, .bias_correction = true}), [](double average, double p, int n) {
    const double from_zeros = average * (1 - std::pow(0.7, n));
    return (0.7 * from_zeros + 0.3 * p) / (1 - std::pow(0.7, n + 1));
  });
}

BOOST_AUTO_TEST_CASE(ema_warmup_is_that_of_timm) {
  const EMA warmed_up({leaf(1)},
                      {.decay = 0.6, .warmup = true, .warmup_gamma = 2, .warmup_power = 0.5});
  BOOST_TEST(warmed_up.decay(0) == 0);
  BOOST_TEST(close(warmed_up.decay(6), 0.5, {.absolute = 1e-16}));
  BOOST_TEST(warmed_up.decay(100) == 0.6);
  check_updates(ema({.decay = 0.6, .warmup = true}), [](double average, double p, int n) {
    const double decay = std::min(0.6, 1 - std::pow(1 + n, -2.0 / 3));
    return decay * average + (1 - decay) * p;
  });
}

BOOST_AUTO_TEST_CASE(swa_is_the_mean) {
  const auto make = [](const ParameterList& list) { return std::make_unique<SWA>(list); };
  check_updates(make, [](double average, double p, int n) { return (average * n + p) / (n + 1); });
}

BOOST_AUTO_TEST_CASE(first_update_copies_exactly) {
  const Tensor p = leaf({2}, {1e300, 3});
  SWA average({p});
  p.set_data(constant({2}, {0.1, -1e-300}));
  average.update();
  BOOST_TEST(values(average.state_dict().at("average.0")) == (Values{0.1, -1e-300}));
}

BOOST_AUTO_TEST_CASE(copy_to_writes_the_averages) {
  const Tensor p = leaf({2}, {1, 2}), q = leaf<float>({1}, {3});
  SWA average({{{"p", p}, {"q", q}}});
  p.set_data(constant({2}, {5, 6}));
  const Tensor strided(awkward(iota({2}))), other = constant<float>({1}, {0});
  average.copy_to({strided, other});
  BOOST_TEST(values(strided) == (Values{1, 2}));
  BOOST_TEST(values<float>(other) == std::vector<float>{3});
  BOOST_CHECK_EXCEPTION(average.copy_to({strided}), ValueError,
                        says("copy_to: 1 tensors for the averages of 2 parameters"));
  const Tensor first = constant({2}, {7, 8});
  BOOST_CHECK_EXCEPTION(average.copy_to({first, constant({1}, {1})}), DTypeError,
                        says("copy_to: parameter 'q' is float64 [1], its average is float32 [1]"));
  BOOST_CHECK_THROW(average.copy_to({first, Tensor()}), ValueError);
  BOOST_TEST(values(first) == (Values{7, 8}));
}

BOOST_AUTO_TEST_CASE(parameters_hold_the_averages_in_a_scope) {
  const Tensor p = leaf({2}, {1, 2}), strided(awkward(iota({3})), true);
  SWA average({p, strided});
  average.update();
  p.set_data(constant({2}, {5, 6}));
  average.update();
  const auto version = p.array().version();
  {
    const AveragedParameters scope(average);
    BOOST_TEST(values(p) == (Values{3, 4}));
    BOOST_TEST(values(strided) == (Values{0, 1, 2}));
    BOOST_CHECK_EXCEPTION(average.update(), ValueError,
                          says("update() while the parameters hold the averages"));
    BOOST_CHECK_EXCEPTION(AveragedParameters{average}, ValueError,
                          says("the parameters hold the averages already"));
    BOOST_TEST(values(average.state_dict().at("average.0")) == (Values{3, 4}));
  }
  BOOST_TEST(values(p) == (Values{5, 6}));
  BOOST_TEST(p.array().version() > version);
  average.update();
  try {
    const AveragedParameters scope(average);
    throw std::runtime_error("evaluation failed");
  } catch (const std::runtime_error&) {
    BOOST_TEST(values(p) == (Values{5, 6}));
  }
  average.update();
  BOOST_TEST(average.n_averaged() == 4);
}

BOOST_AUTO_TEST_CASE(parameters_that_are_converted_in_a_scope_stay_converted) {
  const Tensor p = leaf({1}, {1}), q = leaf({1}, {2});
  SWA average({p, q});
  for (const Tensor& x : {p, q}) x.set_data(constant({1}, {5}));
  {
    const AveragedParameters scope(average);
    p.replace_storage(array<float>({1}, {7}));
  }
  BOOST_TEST(values<float>(p) == std::vector<float>{7});
  BOOST_TEST(values(q) == Values{5});
}

BOOST_AUTO_TEST_CASE(graphs_that_need_the_training_values_throw_in_the_scope) {
  const Tensor p = leaf({2}, {1, 2});
  SWA average({p});
  const Tensor loss = sum(square(p));
  const AveragedParameters scope(average);
  BOOST_CHECK_THROW(loss.backward(), xgrad::GraphError);
}

BOOST_AUTO_TEST_CASE(averages_are_saved_and_loaded) {
  const Tensor p = leaf({2}, {1, 2}), copy = leaf({2}, {0, 0});
  const EMA::Options options = {.decay = 0.5, .bias_correction = true};
  EMA average({{{"w", p}}}, options), loaded({{{"w", copy}}}, options);
  for (int n = 0; n < 3; ++n) {
    p.set_data(values_at<double>({2}, n));
    average.update();
  }
  const StateDict state = average.state_dict();
  BOOST_TEST(state.size() == 2u);
  BOOST_TEST(state.at("n_averaged").item<Index>() == 3);
  loaded.load_state_dict(state);
  for (const Tensor& x : {p, copy}) x.set_data(constant({2}, {7, -3}));
  average.update();
  loaded.update();
  BOOST_TEST(values(loaded.state_dict().at("average.w")) ==
             values(average.state_dict().at("average.w")));
  BOOST_TEST(values(state.at("average.w")) != values(average.state_dict().at("average.w")));
}

BOOST_AUTO_TEST_CASE(averages_load_all_of_a_state_or_nothing) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  SWA average({{{"w", leaf({2}, {1, 2})}}});
  const StateDict good = average.state_dict();
  const std::vector<std::tuple<std::string, Tensor, std::string>> faults = {
      {"n_averaged", constant<Index>({}, {-1}), "is -1, must be from 0 to 2^53"},
      {"average.w", constant({2}, {1, nan}), "average.w holds nan at element 1"},
      {"average.w", constant({3}, {1, 2, 3}), "is float64 [3] in the state, float64 [2]"},
      {"average.v", constant({2}, {1, 2}), "unexpected: average.v"}};
  for (const auto& [name, value, message] : faults) {
    StateDict bad = good;
    bad["n_averaged"] = constant<Index>({}, {9});
    bad[name] = value;
    BOOST_TEST_CONTEXT(name)
    BOOST_CHECK_EXCEPTION(average.load_state_dict(bad), ValueError, says(message.c_str()));
  }
  BOOST_CHECK_EXCEPTION(average.load_state_dict({}), ValueError, says("missing: average.w"));
  BOOST_TEST(average.n_averaged() == 0);
  BOOST_TEST(values(average.state_dict().at("average.w")) == (Values{1, 2}));
}

BOOST_AUTO_TEST_CASE(averages_refuse_tensors_that_have_none) {
  const Tensor p = leaf({1}, {1});
  BOOST_CHECK_EXCEPTION(
      SWA({{{"w", p}, {"num_batches_tracked", constant<Index>({}, {1})}}}), DTypeError,
      says("StochasticWeightAverage: 'num_batches_tracked' is int64 [] and has no average\n  hint: "
           "average floating tensors only, and copy counters such as num_batches_tracked"));
  BOOST_CHECK_EXCEPTION(SWA({{{"w", Tensor()}}}), ValueError, says("'w' is undefined"));
  BOOST_CHECK_EXCEPTION(SWA({p, p}), ValueError, says("'1' has the tensor or the name of '0'"));
  BOOST_CHECK_EXCEPTION(SWA({{{"w", p}, {"w", leaf(1)}}}), ValueError, says("the name of 'w'"));
}

BOOST_AUTO_TEST_CASE(ema_refuses_invalid_options) {
  BOOST_CHECK_EXCEPTION(
      EMA({leaf(1)}, {.decay = 1,
                      .bias_correction = true,
                      .warmup = true,
                      .warmup_gamma = 0,
                      .warmup_power = -1}),
      ValueError,
      says("ExponentialMovingAverage: decay = 1 must be at least 0 and below 1; warmup_gamma = 0 "
           "must be positive and finite; warmup_power = -1 must be positive and finite; "
           "bias_correction and warmup exclude each other"));
}

BOOST_AUTO_TEST_CASE(averages_refuse_converted_parameters_before_any_change) {
  const Tensor p = leaf({1}, {1}), q = leaf({1}, {2});
  SWA average({p, q});
  average.update();
  p.set_data(constant({1}, {5}));
  q.replace_storage(array<float>({1}, {2}));
  BOOST_CHECK_EXCEPTION(average.update(), DTypeError,
                        says("parameter '1' is float32 [1], its average is float64 [1]"));
  BOOST_CHECK_THROW(AveragedParameters{average}, DTypeError);
  BOOST_TEST(values(p) == Values{5});
  BOOST_TEST(values(average.state_dict().at("average.0")) == Values{1});
  BOOST_TEST(average.n_averaged() == 1);
}

// Without a throw from the destructor, which would end the program.
BOOST_AUTO_TEST_CASE(averaged_parameters_leave_parameters_whose_elements_share_memory) {
  const Tensor p = leaf({2}, {1, 2}), q = leaf({1}, {3});
  SWA average({p, q});
  p.set_data(constant({2}, {5, 6}));
  q.set_data(constant({1}, {7}));
  {
    const AveragedParameters scope(average);
    p.replace_storage(expand(constant({1}, {4}), {2}).array());
  }
  BOOST_TEST(values(p) == (Values{4, 4}));
  BOOST_TEST(values(q) == (Values{7}));
}

BOOST_AUTO_TEST_SUITE_END()
