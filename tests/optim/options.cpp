// The options of every optimizer: invalid values, and what holds for all of them.
#include <xgrad/core/error.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "optim/two_parameters.hpp"
#include <limits>

using namespace test;
using xgrad::Tensor;
using xgrad::ValueError;

BOOST_AUTO_TEST_SUITE(options)

namespace {

struct Invalid {
  std::string optimizer;
  Changes options;
  const char* message;
};

std::ostream& operator<<(std::ostream& stream, const Invalid& row) {
  return stream << row.optimizer << ' ' << row.options.front().option;
}

// Each optimizer with all of its options out of range.
const std::vector<Invalid>& invalid_options() {
  static const Changes moments = {
      {"lr", {-1}}, {"betas", {1, -0.5}}, {"eps", {-1}}, {"weight_decay", {-1}}};
  static const std::vector<Invalid> rows = {
      {"SGD",
       {{"lr", {-1}}, {"momentum", {-1}}, {"weight_decay", {-2}}, {"nesterov", {1}}},
       "SGD: lr = -1 must be at least 0 and finite; momentum = -1 must be at least 0 and finite; "
       "weight_decay = -2 must be at least 0 and finite; nesterov needs momentum > 0 and dampening "
       "= 0, here they are -1 and 0"},
      {"SGD",
       {{"momentum", {0.5}}, {"dampening", {0.5}}, {"nesterov", {1}}},
       "SGD: nesterov needs momentum > 0 and dampening = 0, here they are 0.5 and 0.5"},
      {"Adam", moments,
       "Adam: lr = -1 must be at least 0 and finite; betas[0] = 1 must be at least 0 and below 1; "
       "betas[1] = -0.5 must be at least 0 and below 1; eps = -1 must be at least 0 and finite; "
       "weight_decay = -1 must be at least 0 and finite"},
      {"AdamW", moments, "AdamW: lr = -1 must be at least 0 and finite; betas[0] = 1"},
      {"Adamax", moments, "Adamax: lr = -1 must be at least 0 and finite; betas[0] = 1"},
      {"RAdam", moments, "RAdam: lr = -1 must be at least 0 and finite; betas[0] = 1"},
      {"NAdam",
       {{"betas", {0.5, 1}}, {"momentum_decay", {-1}}},
       "NAdam: betas[1] = 1 must be at least 0 and below 1; momentum_decay = -1 must be at least 0 "
       "and finite"},
      {"RMSprop",
       {{"alpha", {1}}, {"momentum", {-1}}},
       "RMSprop: alpha = 1 must be at least 0 and below 1; momentum = -1 must be"},
      {"Adagrad",
       {{"lr_decay", {-1}}, {"initial_accumulator_value", {-0.5}}},
       "Adagrad: lr_decay = -1 must be at least 0 and finite; initial_accumulator_value = -0.5 "
       "must "
       "be at least 0 and finite"},
      {"Adadelta", {{"rho", {1.5}}}, "Adadelta: rho = 1.5 must be from 0 to 1"},
      {"Rprop",
       {{"etas", {1, 1.2}}, {"step_sizes", {2, 1}}},
       "Rprop: etas = {1, 1.2} must be a factor between 0 and 1 and a finite one above 1; "
       "step_sizes = {2, 1} must be at least 0, finite and ascending"},
      {"Rprop", {{"etas", {0.5, 1}}}, "Rprop: etas = {0.5, 1} must be"},
      {"Rprop", {{"etas", {0, 1.2}}}, "Rprop: etas = {0, 1.2} must be"},
      {"Rprop", {{"step_sizes", {-1, 1}}}, "Rprop: step_sizes = {-1, 1} must be"},
      {"ASGD", {{"lambd", {-1}}}, "ASGD: lambd = -1 must be at least 0 and finite"}};
  return rows;
}

}  // namespace

BOOST_DATA_TEST_CASE(invalid_options_are_listed_before_anything_changes, invalid_options(), row) {
  const Rule& rule = rule_of(row.optimizer);
  BOOST_CHECK_EXCEPTION(TwoParameters(rule, row.options), ValueError, says(row.message));
  TwoParameters two(rule), other(rule);
  BOOST_CHECK_EXCEPTION(rule.change(*two.optimizer, row.options), ValueError, says(row.message));
  two.steps(2, 0.5);
  other.steps(2, 0.5);
  check_same(two, other);
}

BOOST_DATA_TEST_CASE(options_that_are_not_finite_are_refused_by_name, every_rule(), rule) {
  const xgrad::StateDict defaults = TwoParameters(rule).optimizer->state_dict();
  for (const std::string& option : rule.options) {
    if (defaults.at(rule.optimizer + ".param_groups.0." + option).dtype() == xgrad::bool_) continue;
    for (const double value :
         {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
      const std::string message = rule.optimizer + ": " + option;
      BOOST_CHECK_EXCEPTION(TwoParameters(rule, {{option, {value, value}}}), ValueError,
                            says(message.c_str()));
    }
  }
}

BOOST_DATA_TEST_CASE(maximize_equals_minimizing_the_negative, every_rule(), rule) {
  TwoParameters up(rule, {{"maximize", {1}}}), down(rule);
  for (const double size : {0.5, 2.0, -1.0, -1.5}) {
    up.set_gradients(size);
    down.a.set_grad(Tensor(array<double>({2}, {-size, 0.5 * size})));
    down.b.set_grad(Tensor(array<double>({1}, {size - 0.25})));
    up.optimizer->step();
    down.optimizer->step();
    BOOST_TEST(up.a.to_vector<double>() == down.a.to_vector<double>());
    BOOST_TEST(up.b.to_vector<double>() == down.b.to_vector<double>());
  }
}

BOOST_AUTO_TEST_CASE(load_state_dict_lists_the_invalid_options_of_all_groups_and_other_faults) {
  const Tensor a(array<double>({1}, {1}), true), b(array<double>({1}, {2}), true);
  xgrad::optim::SGD optimizer({a}, {.lr = 0.5});
  optimizer.add_param_group({b}, {.lr = 0.25});
  xgrad::StateDict state = optimizer.state_dict();
  state["SGD.param_groups.0.lr"] = Tensor(array<double>({}, {-1}));
  state["SGD.param_groups.1.momentum"] = Tensor(array<double>({}, {-2}));
  state["step.other"] = Tensor(array<double>({}, {-2}));
  BOOST_CHECK_EXCEPTION(
      optimizer.load_state_dict(state), ValueError,
      says("SGD: nothing was loaded, 3 entries of the state do not fit\n"
           "  unexpected: step.other\n"
           "  impossible: group 0: SGD: lr = -1 must be at least 0 and finite\n"
           "  impossible: group 1: SGD: momentum = -2 must be at least 0 and finite"));
  BOOST_TEST(optimizer.lr(0) == 0.5);
  BOOST_TEST(optimizer.momentum(1).value() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
