// Steps of LBFGS against PyTorch's: losses, evaluations and parameters.
#include <boost/test/unit_test.hpp>

#include "golden/optim/lbfgs.hpp"
#include "lbfgs/problems.hpp"
#include "support/close.hpp"

using namespace test;
using namespace xgrad::optim;

BOOST_AUTO_TEST_SUITE(lbfgs_trajectories)

namespace {

LBFGSOptions options_of(const golden::lbfgs::Run& run) {
  return {.lr = run.lr,
          .max_iter = run.max_iter,
          .max_eval = run.max_eval,
          .history_size = run.history_size,
          .line_search_fn = run.strong_wolfe ? LineSearch::strong_wolfe : LineSearch::none};
}

}  // namespace

BOOST_AUTO_TEST_CASE(lbfgs_matches_pytorch) {
  for (std::size_t k = 0; k < std::size(golden::lbfgs::runs); ++k) {
    const golden::lbfgs::Run& run = golden::lbfgs::runs[k];
    const Problem problem(run.problem);
    LBFGS optimizer({problem.p}, options_of(run));
    const std::size_t row = run.rows.size() / golden::lbfgs::steps;
    for (std::size_t step = 0; step < golden::lbfgs::steps; ++step) {
      const auto expected = run.rows.subspan(step * row, row);
      const double loss = optimizer.step(problem.closure()).item<double>();
      BOOST_TEST_CONTEXT("run " << k << " of " << run.problem << ", step " << step) {
        BOOST_TEST(close(loss, expected[0], {.absolute = 1e-9}));
        BOOST_TEST(optimizer.state_dict().at("LBFGS.func_evals").item<double>() == expected[1]);
        BOOST_TEST(close(problem.p, expected.subspan(2), {.absolute = 1e-9}));
      }
    }
  }
}

// As one vector: the elements of all parameters, of any dtype and layout.
BOOST_AUTO_TEST_CASE(lbfgs_of_several_parameters_is_that_of_one) {
  const Problem whole("logistic_regression");
  const Tensor w(awkward(iota({2, 3})), true), b = leaf(0);
  w.set_data(constant({2, 3}, std::vector<double>(6)));
  const auto closure = [&] {
    w.set_grad({});
    b.set_grad({});
    const Tensor p = xgrad::cat({reshape(w, {6}), reshape(b, {1})}, 0);
    Tensor loss = logistic_regression(p);
    loss.backward();
    return loss;
  };
  for (const LineSearch search : {LineSearch::none, LineSearch::strong_wolfe}) {
    LBFGS one({whole.p}, {.max_iter = 4, .line_search_fn = search});
    LBFGS two({w, b}, {.max_iter = 4, .line_search_fn = search});
    for (int step = 0; step < 2; ++step) {
      one.step(whole.closure());
      two.step(closure);
    }
    std::vector<double> both = values(w);
    both.push_back(b.item<double>());
    BOOST_TEST(close(both, values(whole.p), {.absolute = 1e-12}));
  }
}

BOOST_AUTO_TEST_CASE(lbfgs_of_float32_rounds_the_parameters_only) {
  const Problem exact("logistic_regression");
  const Tensor p = leaf<float>({7}, std::vector<float>(7));
  const auto closure = [&] {
    p.set_grad({});
    Tensor loss = logistic_regression(to(p, xgrad::float64));
    loss.backward();
    return loss;
  };
  LBFGS optimizer({p}, {.line_search_fn = LineSearch::strong_wolfe});
  LBFGS in_double({exact.p}, {.line_search_fn = LineSearch::strong_wolfe});
  optimizer.step(closure);
  in_double.step(exact.closure());
  BOOST_TEST(close(values<float>(p), values(exact.p), {.absolute = 1e-6}));
  BOOST_TEST(optimizer.state_dict().at("LBFGS.d").dtype() == xgrad::float64);
}

BOOST_AUTO_TEST_CASE(lbfgs_defaults_are_those_of_pytorch) {
  const LBFGSOptions o;
  BOOST_TEST(o.lr == 1);
  BOOST_TEST(o.max_iter == 20);
  BOOST_TEST(o.tolerance_grad == 1e-7);
  BOOST_TEST(o.tolerance_change == 1e-9);
  BOOST_TEST(o.history_size == 100);
  BOOST_TEST((o.line_search_fn == LineSearch::none));
}

BOOST_AUTO_TEST_CASE(lbfgs_of_no_elements_has_no_step_to_make) {
  const Tensor p = leaf({0}, {});
  LBFGS optimizer({p});
  const auto closure = [&] {
    Tensor loss = sum(square(p));
    loss.backward();
    return loss;
  };
  BOOST_TEST(optimizer.step(closure).item<double>() == 0);
}

// y = 0: no pair is stored, and every step goes along the negative gradient.
BOOST_AUTO_TEST_CASE(lbfgs_of_a_linear_loss_is_gradient_descent) {
  const Tensor p = leaf({2}, {1, 2}), slopes = constant({2}, {3, -1});
  LBFGS optimizer({p}, {.lr = 0.5, .max_iter = 3, .max_eval = 10});
  optimizer.step([&] {
    optimizer.zero_grad();
    Tensor loss = sum(p * slopes);
    loss.backward();
    return loss;
  });
  const double t = 0.5 / 4 + 0.5 + 0.5;  // the first step is divided by sum |g|
  BOOST_TEST(values(p) == (std::vector<double>{1 - 3 * t, 2 + t}));
}

BOOST_AUTO_TEST_CASE(lbfgs_finds_the_minimum_of_one_parameter) {
  const Tensor p = leaf(-3);
  LBFGS optimizer({p}, {.line_search_fn = LineSearch::strong_wolfe});
  optimizer.step([&] {
    optimizer.zero_grad();
    Tensor loss = square(p - 2) + exp(p);
    loss.backward();
    return loss;
  });
  // 2 (p - 2) + e^p = 0
  BOOST_TEST(close(p, 0.8408415, {.absolute = 1e-5}));
}

BOOST_AUTO_TEST_SUITE_END()
