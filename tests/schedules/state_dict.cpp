// Schedulers saved and restored at every step continue exactly; states that do not fit are refused.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/optim/option_state.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "schedules/every_schedule.hpp"
#include "support/misuse.hpp"
#include <limits>

using namespace test;
using namespace xgrad;
using namespace xgrad::optim;

BOOST_AUTO_TEST_SUITE(state_dict)

namespace {

constexpr int kSteps = 40;  // beyond the first restarts, milestones and reductions

// Combinations with a child that sets the momentum.
const ScheduleCase kCycleFirst = {
    "SequentialLR(sgd, [OneCycleLR, ExponentialLR])",
    SequentialLROptions{.schedulers = {OneCycleLROptions{.max_lr = 0.5, .total_steps = 12},
                                       ExponentialLROptions{.gamma = 0.9}},
                        .milestones = {10}}};
const ScheduleCase kCycleInChain = {
    "ChainedScheduler([CyclicLR(sgd), LinearLR(sgd)])",
    ChainedSchedulerOptions{
        .schedulers = {CyclicLROptions{.base_lr = 0.01, .max_lr = 0.1, .step_size_up = 7},
                       LinearLROptions{.total_iters = 20}}}};

std::vector<ScheduleCase> all_schedules() {
  std::vector<ScheduleCase> all = every_schedule();
  all.push_back(kCycleFirst);
  all.push_back(kCycleInChain);
  return all;
}

// Restores a training from the states of each step and compares the steps that follow; `step`
// receives a scheduler and the epoch from 1.
template <class Scheduler, class Options, class Step>
void check_resumes(const char* program, const Options& options, const Step& step) {
  const auto optimizer = optimizer_for(program);
  Scheduler scheduler(*optimizer, options);
  std::vector<StateDict> optimizer_states, states;  // after each step
  for (int epoch = 0; epoch <= kSteps; ++epoch) {
    if (epoch > 0) step(scheduler, epoch);
    optimizer_states.push_back(optimizer->state_dict());
    states.push_back(scheduler.state_dict());
  }
  for (int start = 0; start <= kSteps; ++start) {
    const auto resumed_optimizer = optimizer_for(program);
    Scheduler resumed(*resumed_optimizer, options);
    step(resumed, 1);  // loading replaces its effects
    for (int epoch = start; epoch <= kSteps; ++epoch) {
      const auto k = static_cast<std::size_t>(epoch);
      if (epoch == start) {
        resumed_optimizer->load_state_dict(optimizer_states[k]);
        resumed.load_state_dict(states[k]);
      } else {
        step(resumed, epoch);
      }
      BOOST_TEST_REQUIRE(values_of(resumed_optimizer->state_dict()) ==
                         values_of(optimizer_states[k]));
      BOOST_TEST_REQUIRE(values_of(resumed.state_dict()) == values_of(states[k]));
      BOOST_TEST_REQUIRE(resumed.get_last_lr() ==
                         (std::vector{resumed_optimizer->lr(0), resumed_optimizer->lr(1)}));
    }
  }
}

// A scheduler refuses a state in which one entry is changed, is unchanged, and steps on.
template <class Scheduler, class Step>
void check_refused(const Optimizer& optimizer, Scheduler& scheduler, const Step& step,
                   const std::string& name, const Tensor& value, const std::string& text) {
  StateDict state = scheduler.state_dict();
  state[name] = value;
  const auto before = rates_of(optimizer), progress = values_of(scheduler.state_dict());
  const auto load = [&] { scheduler.load_state_dict(state); };
  BOOST_CHECK_THROW(load(), ValueError);
  const std::string message = message_of(load);
  BOOST_TEST(message.find(text) != message.npos, message);
  BOOST_TEST(rates_of(optimizer) == before);
  BOOST_TEST(values_of(scheduler.state_dict()) == progress);
  step();
}

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

}  // namespace

BOOST_DATA_TEST_CASE(schedulers_resume_exactly_at_every_step, all_schedules(), one) {
  check_resumes<LRScheduler>(one.program, one.schedule,
                             [](LRScheduler& scheduler, int) { scheduler.step(); });
}

BOOST_DATA_TEST_CASE(reduce_lr_on_plateau_resumes_exactly_at_every_step, every_plateau(), one) {
  check_resumes<ReduceLROnPlateau>(
      one.program, one.options,
      [](ReduceLROnPlateau& scheduler, int epoch) { scheduler.step(plateau_metric(epoch)); });
}

BOOST_AUTO_TEST_CASE(state_dict_of_a_scheduler_has_epoch_and_base_rates) {
  const auto optimizer = optimizer_for("sgd");
  StepLR scheduler(*optimizer, {.step_size = 2});
  for (int k = 0; k < 3; ++k) scheduler.step();
  const StateDict state = scheduler.state_dict();
  BOOST_TEST(state.size() == 2u);
  BOOST_TEST(state.at("StepLR.last_epoch").item<Index>() == 3);
  BOOST_TEST(state.at("StepLR.base_lrs").to_vector<double>() == (std::vector{0.5, 0.02}));
}

BOOST_AUTO_TEST_CASE(load_state_dict_sets_rates_and_replaces_base_rates) {
  const auto source = optimizer_for("sgd"), target = optimizer_for("sgd");
  StepLR saved(*source, {.step_size = 2});
  for (int k = 0; k < 3; ++k) saved.step();
  target->load_state_dict(source->state_dict());
  StepLR scheduler(*target, {.step_size = 2});  // its base rates are those of a later epoch
  BOOST_TEST(scheduler.get_last_lr() == (std::vector{0.05, 0.002}));
  scheduler.load_state_dict(saved.state_dict());
  BOOST_TEST(rates_of(*target) == rates_of(*source));
  scheduler.step();
  saved.step();
  BOOST_TEST(rates_of(*target) == rates_of(*source));
}

BOOST_AUTO_TEST_CASE(load_state_dict_of_a_scheduler_replaces_rates_that_were_set) {
  const auto optimizer = optimizer_for("sgd");
  StepLR scheduler(*optimizer, {.step_size = 2});
  optimizer->set_lr(0.25, 1);
  scheduler.load_state_dict(scheduler.state_dict());
  BOOST_TEST(optimizer->lr(1) == scheduler.get_last_lr()[1]);
}

BOOST_AUTO_TEST_CASE(load_state_dict_of_a_scheduler_refuses_what_does_not_fit) {
  const auto optimizer = optimizer_for("sgd");
  OneCycleLR scheduler(*optimizer, {.max_lr = 0.5, .total_steps = 20});
  const auto refused = [&](const std::string& name, const Tensor& value, const std::string& text) {
    check_refused(
        *optimizer, scheduler, [&] { scheduler.step(); }, name, value, text);
  };
  const std::string epoch = "OneCycleLR.last_epoch", base = "OneCycleLR.base_lrs";
  const std::string range = ", must be from 0 to 2^53";
  refused(epoch, tensor(-1), "OneCycleLR: nothing was loaded, 1 entries of the state do not fit");
  refused(epoch, tensor(-1), "impossible: " + epoch + " is -1" + range);
  refused(epoch, option_tensor((Index{1} << 53) + 1), " is 9007199254740993" + range);
  refused(epoch, tensor(21), "OneCycleLR: step 21 of a cycle of 20 steps");
  refused(epoch, tensor(3.0), "different: " + epoch);
  refused(epoch, Tensor(), "undefined: " + epoch);
  refused(base, full({2}, -1, float64), "holds -1 at element 0, must be at least 0 and finite");
  refused(base, full({2}, kNaN, float64), "holds nan at element 0");
  refused(base, full({3}, 1, float64), "different: " + base + " is float64 [3]");
  refused("StepLR.last_epoch", tensor(3), "unexpected: StepLR.last_epoch");
  check_message([&] { scheduler.load_state_dict({}); },
                "OneCycleLR: nothing was loaded, 2 entries of the state do not fit\n"
                "  missing: OneCycleLR.last_epoch\n  missing: OneCycleLR.base_lrs");
}

BOOST_AUTO_TEST_CASE(load_state_dict_of_reduce_lr_on_plateau_refuses_what_does_not_fit) {
  const auto optimizer = optimizer_for("sgd");
  ReduceLROnPlateau scheduler(*optimizer, {.patience = 4, .cooldown = 2});
  const auto refused = [&](const std::string& entry, const Tensor& value, const std::string& text) {
    check_refused(
        *optimizer, scheduler, [&] { scheduler.step(1); }, "ReduceLROnPlateau." + entry, value,
        text);
  };
  refused("last_epoch", tensor(-1), "last_epoch is -1, must be from 0 to 2^53");
  refused("num_bad_epochs", tensor(5), "num_bad_epochs is 5, must be from 0 to 4");
  refused("num_bad_epochs", tensor(-1), "num_bad_epochs is -1, must be from 0 to 4");
  refused("cooldown_counter", tensor(3), "cooldown_counter is 3, must be from 0 to 2");
  refused("best", full({}, kNaN, float64), "best is NaN, which is never the best");
  refused("best", full({}, 1), "different: ReduceLROnPlateau.best is float32 []");
  refused("worst", full({}, 1), "unexpected: ReduceLROnPlateau.worst");
}

BOOST_AUTO_TEST_SUITE_END()
