// Steps of LBFGS that fail change neither parameters nor state; wrong use and its messages.
#include <xgrad/core/error.hpp>
#include <xgrad/core/warning.hpp>

#include <boost/test/unit_test.hpp>

#include "lbfgs/problems.hpp"
#include "support/misuse.hpp"
#include <limits>

using namespace test;
using namespace xgrad::optim;
using xgrad::NumericError;
using xgrad::ShapeError;
using xgrad::ValueError;

BOOST_AUTO_TEST_SUITE(lbfgs_failures)

namespace {

// The contents of a state dict.
std::map<std::string, std::vector<double>> contents(const LBFGS& optimizer) {
  std::map<std::string, std::vector<double>> result;
  for (const auto& [name, tensor] : optimizer.state_dict()) {
    result[name] = values(to(tensor, xgrad::float64));
  }
  return result;
}

// Checks that a step with a closure that fails in its call number `call` changes nothing.
template <class Fail>
void check_failure(LineSearch search, int call, const Fail& fail) {
  const Problem problem("rosenbrock");
  LBFGS optimizer({problem.p}, {.max_iter = 5, .line_search_fn = search});
  optimizer.set_error_if_nonfinite(true);
  optimizer.step(problem.closure());
  const auto before = values(problem.p);
  const auto state = contents(optimizer);
  int calls = 0;
  const auto failing = [&]() -> Tensor {
    Tensor loss = problem.closure()();
    return ++calls == call ? fail(problem.p, loss) : loss;
  };
  BOOST_CHECK_THROW(optimizer.step(failing), std::exception);
  BOOST_TEST(calls == call);
  BOOST_TEST(values(problem.p) == before);
  BOOST_TEST(contents(optimizer) == state);
}

std::vector<std::string>* received = nullptr;

}  // namespace

BOOST_AUTO_TEST_CASE(lbfgs_step_that_throws_restores_parameters_and_state) {
  for (const LineSearch search : {LineSearch::none, LineSearch::strong_wolfe}) {
    for (const int call : {1, 2, 3, 5}) {
      check_failure(search, call,
                    [](const Tensor&, const Tensor&) -> Tensor { throw std::runtime_error("no"); });
      check_failure(search, call, [](const Tensor&, const Tensor&) { return Tensor(); });
      check_failure(search, call, [](const Tensor& p, const Tensor&) { return p; });
      check_failure(search, call, [](const Tensor& p, const Tensor& loss) {
        p.set_grad(constant({2}, {1, std::numeric_limits<double>::quiet_NaN()}));
        return loss;
      });
    }
  }
}

BOOST_AUTO_TEST_CASE(lbfgs_refuses_closures_of_other_results) {
  const Problem problem("rosenbrock");
  LBFGS optimizer({problem.p});
  BOOST_CHECK_EXCEPTION(optimizer.step([] { return Tensor(); }), ValueError,
                        says("LBFGS: the closure returned an undefined tensor"));
  BOOST_CHECK_EXCEPTION(
      optimizer.step([&] { return problem.p; }), ValueError,
      says("LBFGS: the closure returned float64 [2], expected one floating element"));
  BOOST_CHECK_EXCEPTION(optimizer.step([] { return Tensor(iota<Index>({1})); }), ValueError,
                        says("the closure returned int64 [1]"));
  BOOST_CHECK_EXCEPTION(optimizer.step(LBFGS::Closure()), ValueError,
                        says("LBFGS: the closure of step() is empty"));
  optimizer.set_error_if_nonfinite(true);
  BOOST_CHECK_EXCEPTION(optimizer.step([&] {
    problem.p.set_grad(constant({2}, {1, std::numeric_limits<double>::infinity()}));
    return scalar(1);
  }),
                        NumericError, says("LBFGS: the gradient of parameter '0'"));
}

BOOST_AUTO_TEST_CASE(lbfgs_refuses_other_numbers_of_elements) {
  const Problem problem("rosenbrock");
  const Tensor other = leaf({1}, {5});
  LBFGS optimizer({problem.p, other}, {.max_iter = 2});
  const auto before = values(problem.p);
  int calls = 0;
  const auto enlarge = [&](const Tensor& parameter, const Shape& shape) {
    return [&, shape] {
      Tensor loss = problem.closure()();
      other.set_grad(constant({1}, {1}));
      if (++calls % 2 == 0) parameter.replace_storage(waves(0, shape).array());
      return loss;
    };
  };
  const auto error = says("LBFGS: the parameters have 4 elements now, expected 3 as before");
  BOOST_CHECK_EXCEPTION(optimizer.step(enlarge(problem.p, {3})), ShapeError, error);
  BOOST_TEST(values(problem.p) == before);
  BOOST_TEST(values(other) == (std::vector<double>{5}));
  BOOST_CHECK_EXCEPTION(optimizer.step(enlarge(other, {2})), ShapeError, error);
  BOOST_TEST(calls == 4);
  BOOST_TEST(values(problem.p) == before);
  BOOST_TEST(values(other) == (std::vector<double>{5}));  // not broadcast
  other.set_grad({});
  optimizer.step(problem.closure());
  problem.p.replace_storage(array<double>({3}, {1, 2, 3}));
  BOOST_CHECK_EXCEPTION(optimizer.step(problem.closure()), ShapeError,
                        says("LBFGS: the parameters have 4 elements now, the state is of 3"));
}

BOOST_AUTO_TEST_CASE(lbfgs_step_that_throws_restores_parameters_that_the_closure_converted) {
  const Problem problem("rosenbrock");
  const Tensor other = leaf({2}, {3, 4});
  LBFGS optimizer({other, problem.p});
  const auto before = values(problem.p);
  int calls = 0;
  const auto failing = [&]() -> Tensor {
    Tensor loss = problem.closure()();
    if (++calls < 2) return loss;
    other.replace_storage(array<float>({2}, {0, 0}));
    throw std::runtime_error("of the closure");
  };
  BOOST_CHECK_EXCEPTION(optimizer.step(failing), std::runtime_error, says("of the closure"));
  BOOST_TEST(other.dtype() == xgrad::float64);
  BOOST_TEST(values(other) == (std::vector<double>{3, 4}));
  BOOST_TEST(values(problem.p) == before);
}

BOOST_AUTO_TEST_CASE(lbfgs_step_stays_finite_where_losses_overflow) {
  const auto minimum = [](double start, Tensor (*loss_of)(const Tensor&)) {
    const Tensor p = leaf({1}, {start});
    LBFGS optimizer({p}, {.line_search_fn = LineSearch::strong_wolfe});
    for (int step = 0; step < 5; ++step) {
      optimizer.step([&] {
        p.set_grad({});
        Tensor loss = sum(loss_of(p));
        loss.backward();
        return loss;
      });
    }
    return p.item<double>();
  };
  const double left = minimum(1, [](const Tensor& p) { return exp(-100 * p) + 1e-3 * p; });
  BOOST_TEST(left == std::log(1e5) / 100, boost::test_tools::tolerance(1e-2));
  const double right = minimum(0, [](const Tensor& p) { return exp(400 * p) - 2000 * p; });
  BOOST_TEST(right == std::log(5) / 400, boost::test_tools::tolerance(1e-4));
}

BOOST_AUTO_TEST_CASE(lbfgs_step_needs_a_closure) {
  const Problem problem("rosenbrock");
  LBFGS lbfgs({problem.p});
  Optimizer& optimizer = lbfgs;
  BOOST_CHECK_EXCEPTION(optimizer.step(), ValueError,
                        says("LBFGS: step() needs a closure that computes the loss"));
  BOOST_CHECK_THROW(lbfgs.step(), ValueError);
}

BOOST_AUTO_TEST_CASE(lbfgs_has_one_parameter_group) {
  const Problem problem("rosenbrock");
  LBFGS optimizer({problem.p});
  BOOST_CHECK_EXCEPTION(optimizer.add_param_group({leaf(1)}, {}), ValueError,
                        says("LBFGS: there can be only one parameter group"));
  BOOST_TEST(optimizer.group_count() == 1u);
  optimizer.step(problem.closure());
}

BOOST_AUTO_TEST_CASE(lbfgs_refuses_invalid_options) {
  check_message(
      [] {
        LBFGS({leaf(1)}, {.lr = -1,
                          .max_iter = 0,
                          .max_eval = -1,
                          .tolerance_grad = -2,
                          .tolerance_change = -3,
                          .history_size = 0,
                          .line_search_fn = static_cast<LineSearch>(2)});
      },
      "LBFGS: lr = -1 must be at least 0 and finite; max_iter = 0 must be at least 1; max_eval = "
      "-1 "
      "must be at least 0; tolerance_grad = -2 must be at least 0 and finite; tolerance_change = "
      "-3 "
      "must be at least 0 and finite; history_size = 0 must be at least 1; line_search_fn = 2 must "
      "be none (0) or strong_wolfe (1)");
}

BOOST_AUTO_TEST_CASE(lbfgs_reports_missing_gradients_and_does_not_move_their_parameters) {
  std::vector<std::string> warnings;
  received = &warnings;
  const auto previous =
      xgrad::set_warning_handler([](std::string_view message) { received->emplace_back(message); });
  const Problem problem("rosenbrock");
  const Tensor unused = leaf({2}, {3, 4});
  LBFGS optimizer({{{"p", problem.p}, {"unused", unused}}}, {.max_iter = 3});
  optimizer.step(problem.closure());
  optimizer.step(problem.closure());
  xgrad::set_warning_handler(previous);
  BOOST_TEST(warnings == std::vector<std::string>{"LBFGS: step() does not change these parameters, "
                                                  "which have no gradient: 'unused'"});
  BOOST_TEST(values(unused) == (std::vector<double>{3, 4}));
}

BOOST_AUTO_TEST_SUITE_END()
