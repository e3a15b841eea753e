// The history of LBFGS in state dicts: a run that is saved and continued, and states that do not fit.
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "lbfgs/problems.hpp"
#include "support/close.hpp"
#include "support/misuse.hpp"
#include "support/temporary_directory.hpp"
#include <limits>

using namespace test;
using namespace xgrad::optim;
using xgrad::StateDict;
using xgrad::ValueError;

BOOST_AUTO_TEST_SUITE(lbfgs_state_dict)

namespace {

const LBFGSOptions kOptions[] = {{.lr = 0.2, .max_iter = 3, .history_size = 4},
                                 {.max_iter = 3,
                                  .max_eval = 100,
                                  .history_size = 4,
                                  .line_search_fn = LineSearch::strong_wolfe}};

// An optimizer with a short history.
LBFGS trained(const Problem& problem, const LBFGSOptions& options = kOptions[1]) {
  return LBFGS({problem.p}, options);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_saved_and_loaded_lbfgs_continues_bitwise) {
  const test::TemporaryDirectory directory;
  for (const LBFGSOptions& options : kOptions) {
    for (const int steps_before : {0, 1, 2, 4}) {
      const Problem problem("rosenbrock"), copy("rosenbrock");
      LBFGS optimizer({problem.p}, options);
      for (int step = 0; step < steps_before; ++step) optimizer.step(problem.closure());
      xgrad::write_state(directory / "lbfgs", optimizer.state_dict());

      LBFGS loaded({copy.p}, {.lr = 0.5});
      loaded.step(copy.closure());  // is replaced
      copy.p.set_data(problem.p);
      loaded.load_state_dict(xgrad::read_state(directory / "lbfgs"));
      const StateDict copied = loaded.state_dict();
      for (const auto& [name, tensor] : optimizer.state_dict()) {
        BOOST_TEST(close(to(copied.at(name), xgrad::float64), to(tensor, xgrad::float64)), name);
      }
      for (int step = 0; step < 3; ++step) {
        const double loss = optimizer.step(problem.closure()).item<double>();
        BOOST_TEST(loaded.step(copy.closure()).item<double>() == loss);
        BOOST_TEST(values(copy.p) == values(problem.p));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(lbfgs_state_dict_is_not_changed_by_later_steps) {
  const Problem problem("rosenbrock");
  LBFGS optimizer = trained(problem);
  optimizer.step(problem.closure());
  const StateDict state = optimizer.state_dict();
  const auto d = values(state.at("LBFGS.d")), dirs = values(state.at("LBFGS.old_dirs"));
  BOOST_TEST((state.at("LBFGS.old_dirs").shape() == Shape{2, 2}));
  optimizer.step(problem.closure());
  BOOST_TEST(values(state.at("LBFGS.d")) == d);
  BOOST_TEST(values(state.at("LBFGS.old_dirs")) == dirs);
}

BOOST_AUTO_TEST_CASE(lbfgs_at_a_minimum_has_counters_only) {
  const Tensor p = leaf(0);
  LBFGS optimizer({p});
  BOOST_TEST(!optimizer.state_dict().contains("LBFGS.func_evals"));
  optimizer.step([&] {
    p.set_grad({});
    Tensor loss = square(p);
    loss.backward();
    return loss;
  });
  const StateDict state = optimizer.state_dict();
  BOOST_TEST(state.at("LBFGS.func_evals").item<Index>() == 1);
  BOOST_TEST(state.at("LBFGS.n_iter").item<Index>() == 0);
  BOOST_TEST(!state.contains("LBFGS.d"));
  optimizer.load_state_dict(state);
}

BOOST_AUTO_TEST_CASE(lbfgs_loads_all_of_a_state_or_nothing) {
  const Problem problem("rosenbrock");
  LBFGS optimizer = trained(problem);
  for (int step = 0; step < 2; ++step) optimizer.step(problem.closure());
  const StateDict good = optimizer.state_dict();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<std::tuple<std::string, Tensor, std::string>> faults = {
      {"LBFGS.func_evals", constant<Index>({}, {0}), "is 0, must be from 1 to 2^53"},
      {"LBFGS.n_iter", constant<Index>({}, {-1}), "is -1, must be from 0 to 2^53"},
      {"LBFGS.d", constant({3}, {1, 2, 3}), "is float64 [3] in the state, float64 [2]"},
      {"LBFGS.d", constant({2}, {1, nan}), "holds nan at element 1"},
      {"LBFGS.old_stps", constant({1, 2}, {1, 2}), "is float64 [1, 2] in the state"},
      {"LBFGS.ro", constant({4}, {1, 2, -3, 4}), "holds -3 at element 2, must be positive"},
      {"LBFGS.H_diag", scalar(0), "holds 0 at element 0"},
      {"LBFGS.prev_loss", scalar(nan), "holds nan"},
      {"LBFGS.t", leaf<float>({}, {1}), "is float32 [] in the state"},
      {"LBFGS.prev_flat_grad", Tensor(), "undefined: LBFGS.prev_flat_grad"},
      {"LBFGS.old_dir", scalar(1), "unexpected: LBFGS.old_dir"},
      {"LBFGS.param_groups.0.line_search_fn", constant<Index>({}, {7}), "line_search_fn = 7 must"},
      {"LBFGS.param_groups.0.line_search_fn", constant<Index>({}, {-1}),
       "line_search_fn = -1 must be none (0) or strong_wolfe (1)"},
      {"LBFGS.param_groups.0.line_search_fn", constant<Index>({}, {257}), "line_search_fn = 257"},
      {"LBFGS.param_groups.0.max_iter", constant<Index>({}, {0}), "max_iter = 0 must"}};
  const Problem other("rosenbrock"), copy("rosenbrock");
  LBFGS target = trained(other), untouched = trained(copy);
  target.step(other.closure());
  untouched.step(copy.closure());
  for (const auto& [name, value, message] : faults) {
    StateDict bad = good;
    bad[name] = value;
    BOOST_TEST_CONTEXT(name) {
      BOOST_CHECK_EXCEPTION(target.load_state_dict(bad), ValueError, says(message.c_str()));
    }
  }
  for (const auto& [name, tensor] : good) {
    StateDict bad = good;
    bad.erase(name);
    BOOST_TEST_CONTEXT(name) BOOST_CHECK_THROW(target.load_state_dict(bad), ValueError);
  }
  target.step(other.closure());
  untouched.step(copy.closure());
  BOOST_TEST(values(other.p) == values(copy.p));
}

BOOST_AUTO_TEST_CASE(a_smaller_history_size_drops_the_oldest_pairs) {
  const Problem problem("least_squares");
  LBFGS optimizer({problem.p}, {.lr = 0.5, .max_iter = 6});
  optimizer.step(problem.closure());
  BOOST_TEST(optimizer.state_dict().at("LBFGS.ro").numel() == 5);
  optimizer.set_options({.lr = 0.5, .max_iter = 1, .history_size = 2});
  optimizer.step(problem.closure());
  BOOST_TEST(optimizer.state_dict().at("LBFGS.ro").numel() == 2);
}

BOOST_AUTO_TEST_SUITE_END()
