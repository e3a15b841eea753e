// Steps that throw: parameters and state are as before, and later steps as if nothing had happened.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "optim/two_parameters.hpp"
#include <limits>

using namespace test;
using xgrad::Tensor;

BOOST_AUTO_TEST_SUITE(failed_steps)

namespace {

// Fails in the second parameter, after the first was prepared.
template <class Error, class Spoil>
void check_failed_step(const Rule& rule, const Spoil& spoil, const char* message) {
  for (const int steps_before : {0, 2}) {
    TwoParameters tried(rule), untried(rule);
    tried.steps(steps_before, 0.5);
    untried.steps(steps_before, 0.5);
    const Array b = tried.b.array();
    tried.set_gradients(-2);
    spoil(tried);
    const auto version = tried.a.array().version();
    BOOST_CHECK_EXCEPTION(tried.optimizer->step(), Error, says(message));
    BOOST_TEST(tried.a.array().version() == version);
    tried.b.replace_storage(b);
    check_same(tried, untried);
    tried.optimizer->set_error_if_nonfinite(false);
    tried.steps(3, 1.5);
    untried.steps(3, 1.5);
    check_same(tried, untried);
  }
}

}  // namespace

BOOST_DATA_TEST_CASE(step_refuses_nonfinite_gradients_before_any_change, every_rule(), rule) {
  for (const double bad :
       {std::numeric_limits<double>::quiet_NaN(), -std::numeric_limits<double>::infinity()}) {
    const auto spoil = [&](const TwoParameters& two) {
      two.optimizer->set_error_if_nonfinite(true);
      two.b.set_grad(Tensor(array<double>({1}, {bad})));
    };
    check_failed_step<xgrad::NumericError>(rule, spoil, "the gradient of parameter '1': 1 of 1");
  }
}

BOOST_DATA_TEST_CASE(step_refuses_expanded_parameters_before_any_change, every_rule(), rule) {
  const auto spoil = [](const TwoParameters& two) {
    two.b.replace_storage(expand(xgrad::zeros({1}, xgrad::float64), {3}).array());
    two.b.set_grad(xgrad::ones({3}, xgrad::float64));
  };
  check_failed_step<xgrad::ValueError>(rule, spoil, "parameter '1': cannot write into float64 [3]");
}

BOOST_DATA_TEST_CASE(step_refuses_another_dtype_or_shape_than_that_of_the_state, every_rule(),
                     rule) {
  if (rule.states.all().empty()) return;
  for (const Tensor& other : {xgrad::ones({1}), xgrad::ones({3}, xgrad::float64)}) {
    TwoParameters tried(rule), untried(rule);
    for (TwoParameters* const one : {&tried, &untried}) {
      one->set_gradients(0.5);
      one->optimizer->step();
    }
    const Array b = tried.b.array();
    tried.b.replace_storage((other * 1).array());
    tried.b.set_grad(other);
    BOOST_CHECK_EXCEPTION(tried.optimizer->step(), xgrad::DTypeError,
                          says("now, its state was made for float64 [1]"));
    tried.b.replace_storage(b);
    check_same(tried, untried);
    tried.steps(3, 1.5);
    untried.steps(3, 1.5);
    check_same(tried, untried);
  }
}

BOOST_AUTO_TEST_SUITE_END()
