// The schedules of golden::schedules in C++.
#include "schedules/every_schedule.hpp"

#include <xgrad/autograd/factories.hpp>
#include <xgrad/core/kernels/copy.hpp>

#include "support/arrays.hpp"
#include <algorithm>
#include <cmath>
#include <limits>

namespace test {

using namespace xgrad::optim;
using xgrad::Tensor;

const std::vector<ScheduleCase>& every_schedule() {
  static const std::vector<ScheduleCase> all = {
      {"StepLR(sgd, 30)", StepLROptions{.step_size = 30}},
      {"StepLR(sgd, step_size=7, gamma=0.5)", StepLROptions{.step_size = 7, .gamma = 0.5}},
      {"MultiStepLR(sgd, [30, 80, 200])", MultiStepLROptions{.milestones = {30, 80, 200}}},
      {"MultiStepLR(sgd, milestones=[100, 5, 5, 40], gamma=0.5)",
       MultiStepLROptions{.milestones = {100, 5, 5, 40}, .gamma = 0.5}},
      {"ConstantLR(sgd)", ConstantLROptions{}},
      {"ConstantLR(sgd, factor=0.25, total_iters=40)",
       ConstantLROptions{.factor = 0.25, .total_iters = 40}},
      {"LinearLR(sgd)", LinearLROptions{}},
      {"LinearLR(sgd, start_factor=0.1, end_factor=0.5, total_iters=100)",
       LinearLROptions{.start_factor = 0.1, .end_factor = 0.5, .total_iters = 100}},
      {"LinearLR(sgd, start_factor=1, end_factor=0.1, total_iters=50)",
       LinearLROptions{.start_factor = 1, .end_factor = 0.1, .total_iters = 50}},
      {"ExponentialLR(sgd, gamma=0.98)", ExponentialLROptions{.gamma = 0.98}},
      {"PolynomialLR(sgd)", PolynomialLROptions{}},
      {"PolynomialLR(sgd, total_iters=250, power=2)",
       PolynomialLROptions{.total_iters = 250, .power = 2}},
      {"PolynomialLR(sgd, total_iters=100, power=0.5)",
       PolynomialLROptions{.total_iters = 100, .power = 0.5}},
      {"CosineAnnealingLR(sgd, T_max=50)", CosineAnnealingLROptions{.T_max = 50}},
      {"CosineAnnealingLR(sgd, T_max=300, eta_min=0.001)",
       CosineAnnealingLROptions{.T_max = 300, .eta_min = 0.001}},
      {"CosineAnnealingLR(sgd, T_max=10, eta_min=0.1)",
       CosineAnnealingLROptions{.T_max = 10, .eta_min = 0.1}},
      {"CosineAnnealingWarmRestarts(sgd, 10)", CosineAnnealingWarmRestartsOptions{.T_0 = 10}},
      {"CosineAnnealingWarmRestarts(sgd, T_0=10, T_mult=2, eta_min=0.01)",
       CosineAnnealingWarmRestartsOptions{.T_0 = 10, .T_mult = 2, .eta_min = 0.01}},
      {"OneCycleLR(sgd, max_lr=0.5, total_steps=300)",
       OneCycleLROptions{.max_lr = 0.5, .total_steps = 300}},
      {"OneCycleLR(adam, max_lr=0.5, total_steps=300)",
       OneCycleLROptions{.max_lr = 0.5, .total_steps = 300}},
      {"OneCycleLR(sgd, max_lr=[0.5, 0.02], epochs=10, steps_per_epoch=30, "
       "anneal_strategy='linear')",
       OneCycleLROptions{.max_lr = {0.5, 0.02},
                         .epochs = 10,
                         .steps_per_epoch = 30,
                         .anneal_strategy = AnnealStrategy::linear}},
      {"OneCycleLR(sgd, 0.5, total_steps=310, pct_start=0.4, three_phase=True, div_factor=10, "
       "final_div_factor=100)",
       OneCycleLROptions{.max_lr = 0.5,
                         .total_steps = 310,
                         .pct_start = 0.4,
                         .div_factor = 10,
                         .final_div_factor = 100,
                         .three_phase = true}},
      {"OneCycleLR(adam, 0.5, 300, pct_start=0.25, anneal_strategy='linear', three_phase=True, "
       "base_momentum=[0.5, 0.75], max_momentum=[0.75, 0.875])",
       OneCycleLROptions{.max_lr = 0.5,
                         .total_steps = 300,
                         .pct_start = 0.25,
                         .anneal_strategy = AnnealStrategy::linear,
                         .base_momentum = {0.5, 0.75},
                         .max_momentum = {0.75, 0.875},
                         .three_phase = true}},
      {"OneCycleLR(sgd, 0.5, 300, pct_start=0., cycle_momentum=False)",
       OneCycleLROptions{
           .max_lr = 0.5, .total_steps = 300, .pct_start = 0, .cycle_momentum = false}},
      {"CyclicLR(sgd, base_lr=0.01, max_lr=0.1)", CyclicLROptions{.base_lr = 0.01, .max_lr = 0.1}},
      {"CyclicLR(sgd, base_lr=0.01, max_lr=0.1, step_size_up=20)",
       CyclicLROptions{.base_lr = 0.01, .max_lr = 0.1, .step_size_up = 20}},
      {"CyclicLR(sgd, [0.01, 0.02], [0.1, 0.05], 15, 35, mode='triangular2', base_momentum=[0.5, "
       "0.7], max_momentum=[0.6, 0.9])",
       CyclicLROptions{.base_lr = {0.01, 0.02},
                       .max_lr = {0.1, 0.05},
                       .step_size_up = 15,
                       .step_size_down = 35,
                       .mode = CyclicMode::triangular2,
                       .base_momentum = {0.5, 0.7},
                       .max_momentum = {0.6, 0.9}}},
      {"CyclicLR(sgd, 0.01, 0.1, 20, mode='exp_range', gamma=0.99)",
       CyclicLROptions{.base_lr = 0.01,
                       .max_lr = 0.1,
                       .step_size_up = 20,
                       .mode = CyclicMode::exp_range,
                       .gamma = 0.99}},
      {"CyclicLR(sgd, 0.01, 0.1, 20, scale_fn=lambda cycle: 1 / cycle)",
       CyclicLROptions{.base_lr = 0.01,
                       .max_lr = 0.1,
                       .step_size_up = 20,
                       .scale_fn = [](double cycle) { return 1 / cycle; }}},
      {"CyclicLR(sgd, 0.01, 0.1, 20, scale_fn=lambda epoch: 1 / (1 + epoch), "
       "scale_mode='iterations', cycle_momentum=False)",
       CyclicLROptions{.base_lr = 0.01,
                       .max_lr = 0.1,
                       .step_size_up = 20,
                       .scale_fn = [](double epoch) { return 1 / (1 + epoch); },
                       .scale_mode = ScaleMode::iterations,
                       .cycle_momentum = false}},
      {"LambdaLR(sgd, lambda epoch: 1 / (1 + 0.1 * epoch))",
       LambdaLROptions{
           .lr_lambda = [](Index epoch) { return 1 / (1 + 0.1 * static_cast<double>(epoch)); }}},
      {"LambdaLR(sgd, [lambda epoch: 0.99 ** epoch, lambda epoch: epoch % 3])",
       LambdaLROptions{
           .lr_lambda = {[](Index epoch) { return std::pow(0.99, static_cast<double>(epoch)); },
                         [](Index epoch) { return static_cast<double>(epoch % 3); }}}},
      {"LambdaLR(sgd, lambda epoch: min(1, (epoch + 1) / 20))", WarmupLROptions{.total_iters = 20}},
      {"MultiplicativeLR(sgd, lambda epoch: 0.98)",
       MultiplicativeLROptions{.lr_lambda = [](Index) { return 0.98; }}},
      {"MultiplicativeLR(sgd, [lambda epoch: 1 - 0.5 / epoch, lambda epoch: 1.01 if epoch % 2 else "
       "0.97])",
       MultiplicativeLROptions{
           .lr_lambda = {[](Index epoch) { return 1 - 0.5 / static_cast<double>(epoch); },
                         [](Index epoch) { return epoch % 2 != 0 ? 1.01 : 0.97; }}}},
      {"SequentialLR(sgd, [LinearLR(sgd, 0.1, total_iters=20), CosineAnnealingLR(sgd, 280)], [20])",
       SequentialLROptions{.schedulers = {LinearLROptions{.start_factor = 0.1, .total_iters = 20},
                                          CosineAnnealingLROptions{.T_max = 280}},
                           .milestones = {20}}},
      {"SequentialLR(sgd, [ConstantLR(sgd, 0.1, 15), StepLR(sgd, 20, 0.5), ExponentialLR(sgd, "
       "0.97)], [10, 150])",
       SequentialLROptions{.schedulers = {ConstantLROptions{.factor = 0.1, .total_iters = 15},
                                          StepLROptions{.step_size = 20, .gamma = 0.5},
                                          ExponentialLROptions{.gamma = 0.97}},
                           .milestones = {10, 150}}},
      {"SequentialLR(sgd, [LinearLR(sgd), CosineAnnealingWarmRestarts(sgd, 30, 2), "
       "PolynomialLR(sgd, 50)], [25, 200])",
       SequentialLROptions{
           .schedulers = {LinearLROptions{},
                          CosineAnnealingWarmRestartsOptions{.T_0 = 30, .T_mult = 2},
                          PolynomialLROptions{.total_iters = 50}},
           .milestones = {25, 200}}},
      {"ChainedScheduler([ConstantLR(sgd, 0.1, 20), ExponentialLR(sgd, 0.98)])",
       ChainedSchedulerOptions{.schedulers = {ConstantLROptions{.factor = 0.1, .total_iters = 20},
                                              ExponentialLROptions{.gamma = 0.98}}}},
      {"ChainedScheduler([LinearLR(sgd, 0.1, total_iters=20), StepLR(sgd, 50), "
       "CosineAnnealingLR(sgd, 300)])",
       ChainedSchedulerOptions{
           .schedulers = {LinearLROptions{.start_factor = 0.1, .total_iters = 20},
                          StepLROptions{.step_size = 50}, CosineAnnealingLROptions{.T_max = 300}}}},
      {"ChainedScheduler([ConstantLR(sgd, 0.5, 40), MultiStepLR(sgd, [30, 60], 0.5), "
       "PolynomialLR(sgd, 200)])",
       ChainedSchedulerOptions{
           .schedulers = {ConstantLROptions{.factor = 0.5, .total_iters = 40},
                          MultiStepLROptions{.milestones = {30, 60}, .gamma = 0.5},
                          PolynomialLROptions{.total_iters = 200}}}},
      {"ChainedScheduler([ConstantLR(sgd, 0.5, 40), MultiplicativeLR(sgd, lambda epoch: 1 - 1 / (9 "
       "+ "
       "epoch))])",
       ChainedSchedulerOptions{
           .schedulers = {ConstantLROptions{.factor = 0.5, .total_iters = 40},
                          MultiplicativeLROptions{.lr_lambda =
                                                      [](Index epoch) {
                                                        return 1 -
                                                               1 / static_cast<double>(9 + epoch);
                                                      }}}}},
  };
  return all;
}

const std::vector<PlateauCase>& every_plateau() {
  static const std::vector<PlateauCase> all = {
      {"ReduceLROnPlateau(sgd)", {}},
      {"ReduceLROnPlateau(sgd, factor=0.5, patience=3, cooldown=20, min_lr=[0.001, 0.01])",
       {.factor = 0.5, .patience = 3, .cooldown = 20, .min_lr = {0.001, 0.01}}},
      {"ReduceLROnPlateau(sgd, 'max', factor=0.75, patience=5)",
       {.mode = PlateauMode::max, .factor = 0.75, .patience = 5}},
      {"ReduceLROnPlateau(sgd, 'min', 0.5, 4, threshold=0.01, threshold_mode='abs', eps=0.001)",
       {.factor = 0.5,
        .patience = 4,
        .threshold = 0.01,
        .threshold_mode = ThresholdMode::abs,
        .eps = 0.001}},
      {"ReduceLROnPlateau(sgd, 'max', 0.9, 0, threshold=0.02, threshold_mode='abs', cooldown=2, "
       "min_lr=0.015)",
       {.mode = PlateauMode::max,
        .factor = 0.9,
        .patience = 0,
        .threshold = 0.02,
        .threshold_mode = ThresholdMode::abs,
        .cooldown = 2,
        .min_lr = 0.015}},
      {"ReduceLROnPlateau(sgd, 'min', 0.5, 10, threshold=0.2)",
       {.factor = 0.5, .patience = 10, .threshold = 0.2}},
  };
  return all;
}

double plateau_metric(int epoch) {
  if (epoch % 50 == 13) return std::numeric_limits<double>::quiet_NaN();
  return 1 / (1 + 0.02 * std::min(epoch, 100)) + 0.1 * (epoch * 7 % 11) / 11;
}

std::unique_ptr<Optimizer> optimizer_for(std::string_view program) {
  const Tensor a = xgrad::zeros({1}).requires_grad_(), b = xgrad::zeros({1}).requires_grad_();
  const auto with_groups = [&]<class O, class Options>(std::type_identity<O>, Options options) {
    options.lr = 0.5;
    auto optimizer = std::make_unique<O>(ParameterList{a}, options);
    options.lr = 0.02;
    optimizer->add_param_group({b}, options);
    return std::unique_ptr<Optimizer>(std::move(optimizer));
  };
  if (program.find("(adam") != program.npos) {
    return with_groups(std::type_identity<Adam>(), AdamOptions{});
  }
  return with_groups(std::type_identity<SGD>(), SGDOptions{.lr = 1, .momentum = 0.8});
}

std::vector<double> rates_of(const Optimizer& optimizer) {
  std::vector<double> rates;
  for (std::size_t group = 0; group < optimizer.group_count(); ++group) {
    rates.push_back(optimizer.lr(group));
  }
  for (std::size_t group = 0; group < optimizer.group_count(); ++group) {
    rates.push_back(optimizer.momentum(group).value());
  }
  return rates;
}

std::vector<double> values_of(const xgrad::StateDict& state) {
  std::vector<double> all;
  for (const auto& [name, tensor] : state) {
    for (const double value : values(xgrad::kernels::cast(tensor.array(), xgrad::float64))) {
      all.push_back(value);
    }
  }
  return all;
}

}  // namespace test
