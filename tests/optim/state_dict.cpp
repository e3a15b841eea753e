// Loading the state of an optimizer: whatever the target did before, it continues as the source.
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "optim/two_parameters.hpp"

using namespace test;
using xgrad::StateDict;
using xgrad::Tensor;

BOOST_AUTO_TEST_SUITE(state_dict)

BOOST_DATA_TEST_CASE(load_state_dict_replaces_the_state_of_a_used_optimizer, every_rule(), rule) {
  for (const int steps_before : {0, 1, 5}) {
    TwoParameters source(rule), used(rule);
    source.steps(3, 0.5);
    used.steps(steps_before, -7);
    used.continue_from(source);
    check_same(used, source);
    source.steps(8, 1.5);
    used.steps(8, 1.5);
    check_same(used, source);
  }
}

BOOST_DATA_TEST_CASE(load_state_dict_resets_parameters_without_a_step, every_rule(), rule) {
  TwoParameters source(rule), used(rule);
  source.steps(3, 0.5, false);
  used.steps(4, -7);
  used.continue_from(source);
  check_same(used, source);
  source.steps(2, 1.5);
  used.steps(2, 1.5);
  check_same(used, source);
}

BOOST_DATA_TEST_CASE(load_state_dict_goes_back_to_an_earlier_state_of_its_own, every_rule(), rule) {
  TwoParameters training(rule), again(rule);
  training.steps(2, 0.5);
  const StateDict saved = training.optimizer->state_dict();
  again.continue_from(training);
  training.steps(3, 2);
  training.optimizer->load_state_dict(saved);
  training.a.set_data(again.a);
  training.b.set_data(again.b);
  training.steps(2, 1.5);
  again.steps(2, 1.5);
  check_same(training, again);
}

BOOST_DATA_TEST_CASE(state_dict_is_not_changed_by_loading_and_later_steps, every_rule(), rule) {
  TwoParameters source(rule), second(rule);
  source.steps(3, 0.5);
  const StateDict state = source.optimizer->state_dict();
  const auto before = elements_of(state);
  second.optimizer->load_state_dict(state);
  second.steps(2, 3);
  source.steps(2, 4);
  BOOST_TEST(elements_of(state) == before);
}

BOOST_DATA_TEST_CASE(state_dict_has_the_options_and_the_states_of_pytorch, every_rule(), rule) {
  TwoParameters trained(rule);
  trained.steps(1, 0.5);
  std::vector<std::string> expected = {"step.0", "step.1"};
  for (const std::string& option : rule.options) {
    expected.push_back(rule.optimizer + ".param_groups.0." + option);
  }
  for (const std::string& name : rule.states.all()) {
    expected.push_back(name + ".0");
    expected.push_back(name + ".1");
  }
  std::ranges::sort(expected);
  std::vector<std::string> names;
  for (const auto& [name, tensor] : trained.optimizer->state_dict()) names.push_back(name);
  std::ranges::sort(names);
  BOOST_TEST(names == expected);
}

BOOST_DATA_TEST_CASE(state_dict_restores_options_that_changed_between_steps, every_rule(), rule) {
  TwoParameters source(rule), target(rule);
  source.steps(2, 0.5);
  source.optimizer->set_lr(0.25);
  target.continue_from(source);
  BOOST_TEST(target.optimizer->lr() == 0.25);
  source.steps(2, 1.5);
  target.steps(2, 1.5);
  check_same(target, source);
}

BOOST_DATA_TEST_CASE(load_state_dict_refuses_the_state_of_every_other_optimizer, every_rule(),
                     rule) {
  TwoParameters target(rule);
  target.steps(2, 0.5);
  const auto before = target.elements();
  for (const Rule& other : every_rule()) {
    if (other.optimizer == rule.optimizer) continue;
    TwoParameters source(other);
    source.steps(1, 0.5);
    BOOST_CHECK_EXCEPTION(target.optimizer->load_state_dict(source.optimizer->state_dict()),
                          xgrad::ValueError,
                          says(("missing: " + rule.optimizer + ".param_groups.0.").c_str()));
    BOOST_TEST(target.elements() == before);
  }
}

BOOST_AUTO_TEST_SUITE_END()
