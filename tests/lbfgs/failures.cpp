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

BOOST_AUTO_TEST_SUITE(lbfgs_failures)

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
  LBFGS optimizer({problem.p}, {.max_iter = 2});
  BOOST_CHECK_EXCEPTION(optimizer.step([&] {
    Tensor loss = problem.closure()();
    problem.p.replace_storage(array<double>({3}, {1, 2, 3}));
    return loss;
  }),
                        ShapeError, says(""));
  problem.p.replace_storage(array<double>({2}, {1, 2}));
  optimizer.step(problem.closure());
  problem.p.replace_storage(array<double>({3}, {1, 2, 3}));
  BOOST_CHECK_EXCEPTION(optimizer.step(problem.closure()), ShapeError,
                        says("LBFGS: the parameters have 3 elements now, the state is of 2"));
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
