// What schedulers do beside their formulas: options, groups, failing steps, combinations.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "schedules/every_schedule.hpp"
#include "support/close.hpp"
#include "support/misuse.hpp"
#include <limits>

using namespace test;
using namespace xgrad;
using namespace xgrad::optim;

BOOST_AUTO_TEST_SUITE(schedulers)

namespace {

// Without momentum.
struct Plain : Optimizer {
  Plain() : Optimizer("Plain") {}
  void step() override {}
  std::size_t group_count() const override { return 1; }
  double lr(std::size_t) const override { return lr_; }
  void set_lr(double lr, std::size_t) override { lr_ = lr; }
  std::optional<double> momentum(std::size_t) const override { return {}; }
  void set_momentum(double, std::size_t) override { throw ValueError("no momentum"); }
  StateDict state_dict() const override { return {}; }
  void load_state_dict(const StateDict&) override {}
  bool maximizes(std::size_t) const override { return false; }
  StateDict options_state() const override { return {}; }

  double lr_ = 1;
};

template <class Options>
Misuse misuse(const char* message, const Options& options) {
  return {message, [options] {
            const auto optimizer = optimizer_for("sgd");
            const auto before = rates_of(*optimizer);
            BOOST_CHECK_THROW(LRScheduler(*optimizer, options), ValueError);
            BOOST_TEST(rates_of(*optimizer) == before);
            const LRScheduler scheduler(*optimizer, options);
          }};
}

const Misuse kMisuses[] = {
    misuse("StepLR: step_size = 0 must be at least 1; gamma = -1 must be at least 0 and finite",
           StepLROptions{.step_size = 0, .gamma = -1}),
    misuse("MultiStepLR: milestones = -3 must be at least 0; gamma = -1 must be",
           MultiStepLROptions{.milestones = {5, -3}, .gamma = -1}),
    misuse("ExponentialLR: gamma = nan must be at least 0 and finite",
           ExponentialLROptions{.gamma = std::numeric_limits<double>::quiet_NaN()}),
    misuse("PolynomialLR: total_iters = 0 must be at least 1; power = -1 must be",
           PolynomialLROptions{.total_iters = 0, .power = -1}),
    misuse("ConstantLR: factor = 1.5 must be from 0 to 1; total_iters = 0 must be at least 1",
           ConstantLROptions{.factor = 1.5, .total_iters = 0}),
    misuse("LinearLR: start_factor = -1 must be from 0 to 1; end_factor = 2 must be from 0 to 1; "
           "total_iters = 0 must be at least 1",
           LinearLROptions{.start_factor = -1, .end_factor = 2, .total_iters = 0}),
    misuse("WarmupLR: total_iters = 0 must be at least 1", WarmupLROptions{.total_iters = 0}),
    misuse("CosineAnnealingLR: T_max = 0 must be at least 1; eta_min = -1 must be",
           CosineAnnealingLROptions{.T_max = 0, .eta_min = -1}),
    misuse("CosineAnnealingWarmRestarts: T_0 = 0 must be at least 1; T_mult = 0 must be at least "
           "1; eta_min = -1 must be",
           CosineAnnealingWarmRestartsOptions{.T_0 = 0, .T_mult = 0, .eta_min = -1}),
    misuse("OneCycleLR: max_lr has 3 values for 2 parameter groups; total_steps, or epochs and "
           "steps_per_epoch, must be given; pct_start = 2 must be from 0 to 1; base_momentum = 1 "
           "must be at least 0 and below 1; max_momentum = -1 must be at least 0 and below 1; "
           "div_factor = 0 must be positive and finite; final_div_factor = -1 must be",
           OneCycleLROptions{.max_lr = {1, 2, 3},
                             .epochs = 2,
                             .pct_start = 2,
                             .base_momentum = 1,
                             .max_momentum = -1,
                             .div_factor = 0,
                             .final_div_factor = -1}),
    misuse("OneCycleLR: max_lr has 0 values for 2 parameter groups; total_steps = 0 must be at "
           "least 1",
           OneCycleLROptions{.max_lr = {}, .total_steps = 0}),
    misuse("OneCycleLR: epochs = 0 must be at least 1; steps_per_epoch = -1 must be at least 1",
           OneCycleLROptions{.max_lr = 1, .epochs = 0, .steps_per_epoch = -1}),
    misuse("CyclicLR: base_lr = -1 must be at least 0 and finite; max_lr = -2 must be at least 0 "
           "and finite; step_size_up = 0 must be at least 1; step_size_down = 0 must be at least "
           "1; gamma = -1 must be at least 0 and finite; max_momentum has 3 values for 2 "
           "parameter groups",
           CyclicLROptions{.base_lr = -1,
                           .max_lr = {1, -2},
                           .step_size_up = 0,
                           .step_size_down = 0,
                           .gamma = -1,
                           .max_momentum = {0.1, 0.2, 0.3}}),
    misuse("LambdaLR: lr_lambda holds no function",
           LambdaLROptions{.lr_lambda = std::function<double(Index)>()}),
    misuse("MultiplicativeLR: lr_lambda holds no function",
           MultiplicativeLROptions{.lr_lambda = std::function<double(Index)>()}),
    misuse("LambdaLR: the learning rate of group 1 at epoch 0 is -0.02, must be at least 0 and",
           LambdaLROptions{.lr_lambda = {[](Index) { return 1.0; }, [](Index) { return -1.0; }}}),
    misuse("SequentialLR: schedulers is empty", SequentialLROptions{}),
    misuse(
        "SequentialLR: schedulers[1]: CosineAnnealingLR: T_max = 0 must be at least 1; 2 "
        "milestones for 2 schedulers, must be one less; milestones must increase, from at "
        "least 1",
        SequentialLROptions{.schedulers = {LinearLROptions{}, CosineAnnealingLROptions{.T_max = 0}},
                            .milestones = {5, 5}}),
    misuse("SequentialLR: milestones must increase, from at least 1",
           SequentialLROptions{.schedulers = {LinearLROptions{}, LinearLROptions{}},
                               .milestones = {0}}),
    misuse("ChainedScheduler: schedulers is empty", ChainedSchedulerOptions{}),
    misuse("ChainedScheduler: schedulers[0]: StepLR: step_size = -1 must be at least 1",
           ChainedSchedulerOptions{.schedulers = {StepLROptions{.step_size = -1}}}),
};

const MisuseOf<Optimizer*> kPlateauMisuses[] = {
    {"ReduceLROnPlateau: factor = 1 must be at least 0 and below 1; patience = -1 must be at least "
     "0; threshold = -1 must be at least 0 and finite; cooldown = -1 must be at least 0; min_lr "
     "has 3 values for 2 parameter groups; eps = -1 must be at least 0 and finite",
     [](Optimizer* const& optimizer) {
       const ReduceLROnPlateau scheduler(*optimizer, {.factor = 1,
                                                      .patience = -1,
                                                      .threshold = -1,
                                                      .cooldown = -1,
                                                      .min_lr = {0, 0, 0},
                                                      .eps = -1});
     }},
    {"ReduceLROnPlateau: threshold = 1 must be below 1, because it is relative",
     [](Optimizer* const& optimizer) {
       const ReduceLROnPlateau scheduler(*optimizer, {.threshold = 1});
     }},
};

}  // namespace

BOOST_DATA_TEST_CASE(schedulers_refuse_invalid_options_and_change_nothing, kMisuses, one) {
  check_message(one.use, one.message);
}

BOOST_DATA_TEST_CASE(reduce_lr_on_plateau_refuses_invalid_options, kPlateauMisuses, one) {
  const auto optimizer = optimizer_for("sgd");
  check_message([&] { one.use(optimizer.get()); }, one.message);
}

BOOST_AUTO_TEST_CASE(cycle_momentum_requires_an_optimizer_with_momentum) {
  Plain optimizer;
  const std::string message = "cycle_momentum requires an optimizer with momentum or betas";
  check_message([&] { OneCycleLR(optimizer, {.max_lr = 1, .total_steps = 2}); },
                "OneCycleLR: " + message);
  check_message([&] { CyclicLR(optimizer, {.base_lr = 0.1, .max_lr = 1}); },
                "CyclicLR: " + message);
  const OneCycleLR scheduler(optimizer, {.max_lr = 1, .total_steps = 20, .cycle_momentum = false});
  BOOST_TEST(close(optimizer.lr_, 0.04, {.relative = 1e-14}));
}

BOOST_AUTO_TEST_CASE(schedules_without_cycle_momentum_do_not_use_the_momenta) {
  const PerGroup<double> none = std::vector<double>{};
  const auto optimizer = optimizer_for("sgd"), other = optimizer_for("sgd");
  const auto momentum = optimizer->momentum(1);
  OneCycleLR one(*optimizer, {.max_lr = 0.1,
                              .total_steps = 10,
                              .cycle_momentum = false,
                              .base_momentum = none,
                              .max_momentum = none});
  one.step();
  CyclicLR cyclic(*other, {.base_lr = 0.01,
                           .max_lr = 0.1,
                           .cycle_momentum = false,
                           .base_momentum = none,
                           .max_momentum = none});
  cyclic.step();
  BOOST_TEST((optimizer->momentum(1) == momentum && other->momentum(1) == momentum));
}

BOOST_AUTO_TEST_CASE(step_refuses_groups_added_later) {
  SGD optimizer({ones({1}).requires_grad_()}, {.lr = 1});
  StepLR scheduler(optimizer, {.step_size = 1});
  ReduceLROnPlateau plateau(optimizer, {.factor = 0.5, .patience = 0, .min_lr = {0.125}});
  optimizer.add_param_group({ones({1}).requires_grad_()}, {.lr = 2});
  const std::string message =
      "StepLR: the optimizer has 2 parameter groups, the scheduler has 1\n"
      "  hint: make the scheduler after the last add_param_group()";
  check_message([&] { scheduler.step(); }, message);
  check_message([&] { scheduler.load_state_dict(scheduler.state_dict()); }, message);
  BOOST_TEST(scheduler.last_epoch() == 0);
  BOOST_TEST(optimizer.lr(0) == 1);
  plateau.step(1);
  plateau.step(1);
  BOOST_TEST(plateau.get_last_lr() == (std::vector{0.5, 1.0}));
}

BOOST_AUTO_TEST_CASE(reduce_lr_on_plateau_refuses_groups_beyond_its_list) {
  const auto optimizer = optimizer_for("sgd");
  ReduceLROnPlateau scheduler(*optimizer, {.min_lr = {0.1, 0.2}});
  dynamic_cast<SGD&>(*optimizer).add_param_group({ones({1}).requires_grad_()}, {.lr = 2});
  check_message([&] { scheduler.step(1); },
                "ReduceLROnPlateau: min_lr has 2 values for 3 parameter groups");
  BOOST_TEST(scheduler.last_epoch() == 0);
}

BOOST_AUTO_TEST_CASE(step_that_throws_changes_nothing) {
  const auto optimizer = optimizer_for("sgd");
  LambdaLR scheduler(*optimizer,
                     {.lr_lambda = {[](Index) { return 0.5; },
                                    [](Index epoch) { return epoch < 2 ? 1.0 : -1.0; }}});
  scheduler.step();
  const auto before = rates_of(*optimizer);
  check_message([&] { scheduler.step(); },
                "LambdaLR: the learning rate of group 1 at epoch 2 is -0.02, must be at least 0");
  BOOST_TEST(rates_of(*optimizer) == before);
  BOOST_TEST(scheduler.last_epoch() == 1);
}

// Nesterov's rule needs a momentum: the second group refuses 0 after the first one has been set.
BOOST_AUTO_TEST_CASE(scheduler_that_one_group_refuses_changes_no_group) {
  SGD optimizer({ones({1}).requires_grad_()}, {.lr = 1, .momentum = 0.5});
  optimizer.add_param_group({ones({1}).requires_grad_()},
                            {.lr = 2, .momentum = 0.5, .nesterov = true});
  const auto before = rates_of(optimizer);
  BOOST_CHECK_THROW(OneCycleLR(optimizer, {.max_lr = 1, .total_steps = 9, .max_momentum = 0}),
                    ValueError);
  BOOST_TEST(rates_of(optimizer) == before);
}

BOOST_AUTO_TEST_CASE(one_cycle_lr_keeps_its_last_rate_at_its_end_and_throws_after_it) {
  const auto optimizer = optimizer_for("sgd");
  OneCycleLR scheduler(
      *optimizer, {.max_lr = 0.5, .total_steps = 10, .anneal_strategy = AnnealStrategy::linear});
  for (int k = 0; k < 9; ++k) scheduler.step();
  const auto last = rates_of(*optimizer);
  BOOST_TEST(close(last, std::vector{0.5 / 25e4, 0.5 / 25e4, 0.95, 0.95}, {.relative = 1e-10}));
  scheduler.step();
  BOOST_TEST(rates_of(*optimizer) == last);
  check_message([&] { scheduler.step(); },
                "OneCycleLR: step 11 of a cycle of 10 steps\n  hint: call step() once");
  BOOST_TEST(scheduler.last_epoch() == 10);
}

BOOST_AUTO_TEST_CASE(one_cycle_lr_has_phases_of_no_length) {
  for (const double pct_start : {0.0, 0.1, 0.5, 1.0}) {
    for (const bool three_phase : {false, true}) {
      for (const Index steps : {1, 2, 10}) {
        const auto optimizer = optimizer_for("sgd");
        OneCycleLR scheduler(*optimizer, {.max_lr = 0.5,
                                          .total_steps = steps,
                                          .pct_start = pct_start,
                                          .three_phase = three_phase});
        for (Index k = 0; k < steps; ++k) scheduler.step();
        BOOST_TEST((optimizer->lr() >= 0 && optimizer->lr() <= 0.5));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(one_cycle_lr_saturates_a_product_of_epochs) {
  const Index many = Index{1} << 40;
  const auto optimizer = optimizer_for("sgd");
  OneCycleLR scheduler(*optimizer, {.max_lr = 1, .epochs = many, .steps_per_epoch = many});
  scheduler.step();
  BOOST_TEST(close(optimizer->lr(), 0.04, {.relative = 1e-15}));
}

BOOST_AUTO_TEST_CASE(schedules_start_from_0_where_pytorch_divides_by_0) {
  const auto optimizer = optimizer_for("sgd");
  LinearLR linear(*optimizer, {.start_factor = 0, .total_iters = 4});
  BOOST_TEST(optimizer->lr() == 0);
  linear.step();
  BOOST_TEST(optimizer->lr() == 0.125);
  optimizer->set_lr(0.5);
  ConstantLR constant(*optimizer, {.factor = 0, .total_iters = 1});
  BOOST_TEST(optimizer->lr() == 0);
  constant.step();
  BOOST_TEST(optimizer->lr() == 0.5);
}

BOOST_AUTO_TEST_CASE(step_replaces_rates_that_others_set) {
  const auto optimizer = optimizer_for("sgd");
  ExponentialLR scheduler(*optimizer, {.gamma = 0.5});
  optimizer->set_lr(7);
  BOOST_TEST(scheduler.get_last_lr()[0] == 0.5);
  scheduler.step();
  BOOST_TEST(optimizer->lr() == 0.25);
}

BOOST_AUTO_TEST_CASE(chained_scheduler_composes_schedules_that_are_no_multiples) {
  const auto optimizer = optimizer_for("sgd");
  ChainedScheduler scheduler(
      *optimizer, {.schedulers = {LambdaLROptions{.lr_lambda = [](Index) { return 0.5; }},
                                  CosineAnnealingLROptions{.T_max = 2, .eta_min = 0.05},
                                  ExponentialLROptions{.gamma = 0.5}}});
  BOOST_TEST(close(optimizer->lr(), 0.25, {.relative = 1e-15}));
  scheduler.step();
  BOOST_TEST(close(optimizer->lr(), (0.05 + 0.2 / 2) / 2, {.relative = 1e-15}));
  scheduler.step();
  BOOST_TEST(close(optimizer->lr(), 0.05 / 4, {.relative = 1e-15}));
}

BOOST_AUTO_TEST_CASE(chained_scheduler_keeps_the_momentum_that_a_child_sets) {
  const auto optimizer = optimizer_for("sgd");
  ChainedScheduler scheduler(
      *optimizer, {.schedulers = {CyclicLROptions{.base_lr = 0.1, .max_lr = 0.2, .step_size_up = 2},
                                  LinearLROptions{.start_factor = 0.5}}});
  BOOST_TEST(optimizer->lr() == 0.05);
  BOOST_TEST(optimizer->momentum().value() == 0.9);
  scheduler.step();
  BOOST_TEST(close(optimizer->momentum().value(), 0.85, {.relative = 1e-15}));
}

BOOST_AUTO_TEST_CASE(combined_schedules_can_be_nested) {
  const SequentialLROptions inner = {
      .schedulers = {WarmupLROptions{.total_iters = 2}, ExponentialLROptions{.gamma = 0.5}},
      .milestones = {2}};
  const auto optimizer = optimizer_for("sgd");
  SequentialLR scheduler(*optimizer,
                         {.schedulers = {ConstantLROptions{.factor = 0},
                                         ChainedSchedulerOptions{
                                             .schedulers = {inner, StepLROptions{.step_size = 3}}}},
                          .milestones = {1}});
  std::vector<double> lrs = {optimizer->lr()};
  for (int k = 0; k < 5; ++k) {
    scheduler.step();
    lrs.push_back(optimizer->lr());
  }
  BOOST_TEST(
      close(lrs, std::vector<double>{0, 0.25, 0.5, 0.5, 0.025, 0.0125}, {.relative = 1e-15}));
}

BOOST_AUTO_TEST_CASE(one_cycle_lr_in_a_sequence_sets_the_momentum_while_it_lasts) {
  const auto optimizer = optimizer_for("OneCycleLR(adam)");
  SequentialLR scheduler(
      *optimizer,
      {.schedulers = {LinearLROptions{}, OneCycleLROptions{.max_lr = 1, .total_steps = 5}},
       .milestones = {2}});
  BOOST_TEST(optimizer->momentum().value() == 0.9);
  scheduler.step();
  BOOST_TEST(optimizer->momentum().value() == 0.9);
  scheduler.step();
  BOOST_TEST(close(optimizer->momentum().value(), 0.95, {.relative = 1e-15}));
}

BOOST_AUTO_TEST_SUITE_END()
