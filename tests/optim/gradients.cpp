// Gradients that are missing or not finite.
#include <xgrad/core/error.hpp>
#include <xgrad/core/warning.hpp>
#include <xgrad/optim/optim.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include <limits>

using namespace test;
using namespace xgrad::optim;
using xgrad::NumericError;
using xgrad::Tensor;
using xgrad::ValueError;

BOOST_AUTO_TEST_SUITE(gradients)

namespace {

std::vector<std::string>* received = nullptr;

// Collects the warnings of a scope.
struct Warnings {
  Warnings() : previous(xgrad::set_warning_handler(receive)) { received = &texts; }
  ~Warnings() {
    received = nullptr;
    xgrad::set_warning_handler(previous);
  }
  static void receive(std::string_view message) { received->emplace_back(message); }

  std::vector<std::string> texts;
  xgrad::WarningHandler previous;
};

Tensor leaf() {
  return Tensor(array<double>({2}, {1, 2}), true);
}
void set_grad(const Tensor& parameter, double first, double second) {
  parameter.set_grad(Tensor(array<double>({2}, {first, second})));
}

}  // namespace

BOOST_AUTO_TEST_CASE(step_reports_every_missing_gradient_once_by_name) {
  const Warnings warnings;
  const Tensor a = leaf(), b = leaf(), frozen(array<double>({1}, {1}));
  SGD optimizer({{{"fc.weight", a}, {"fc.bias", b}, {"frozen", frozen}}}, {.lr = 1});
  set_grad(a, 1, 1);
  optimizer.step();
  BOOST_TEST_REQUIRE(warnings.texts.size() == 1u);
  BOOST_TEST(warnings.texts[0] ==
             "SGD: step() does not change these parameters, which have no gradient: 'fc.bias'");
  optimizer.step();
  BOOST_TEST(warnings.texts.size() == 1u);
  optimizer.zero_grad();
  set_grad(b, 1, 1);
  optimizer.step();
  BOOST_TEST_REQUIRE(warnings.texts.size() == 2u);
  BOOST_TEST(warnings.texts[1].ends_with("no gradient: 'fc.weight'"));
}

BOOST_AUTO_TEST_CASE(step_reports_parameters_of_later_groups) {
  const Warnings warnings;
  const Tensor a = leaf(), b = leaf();
  SGD optimizer({a}, {.lr = 1});
  optimizer.step();
  optimizer.add_param_group({b}, {.lr = 1});
  optimizer.step();
  BOOST_TEST_REQUIRE(warnings.texts.size() == 2u);
  BOOST_TEST(warnings.texts[1].ends_with("no gradient: '1'"));
}

BOOST_AUTO_TEST_CASE(an_optimizer_needs_a_parameter_that_requires_a_gradient) {
  const Tensor frozen(array<double>({2}, {1, 2}));
  BOOST_CHECK_EXCEPTION(Adam({frozen, Tensor(array<double>({1}, {1}))}), ValueError,
                        says("Adam: none of the 2 parameters requires a gradient"));
  const Tensor a = leaf();
  Adam optimizer({a, frozen});
  BOOST_CHECK_THROW(optimizer.add_param_group({Tensor(array<double>({1}, {1}))}, {}), ValueError);
  BOOST_TEST(optimizer.group_count() == 1);
}

BOOST_AUTO_TEST_CASE(set_error_if_nonfinite_refuses_such_gradients_before_any_change) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  const Tensor a = leaf(), b = leaf();
  Adam optimizer({{{"a", a}, {"b", b}}});
  optimizer.set_error_if_nonfinite(true);
  set_grad(a, 1, 1);
  for (const double bad : {nan, infinity, -infinity}) {
    set_grad(b, 0, bad);
    BOOST_CHECK_EXCEPTION(
        optimizer.step(), NumericError,
        says("Adam: the gradient of parameter 'b': 1 of 2 elements is not finite, the first, at "
             "[1], is"));
    BOOST_TEST(a.to_vector<double>() == (std::vector<double>{1, 2}));
    BOOST_TEST(!optimizer.state_dict().contains("step.a"));
  }
  optimizer.set_error_if_nonfinite(false);
  optimizer.step();
  BOOST_TEST(optimizer.state_dict().contains("step.a"));
}

BOOST_AUTO_TEST_SUITE_END()
