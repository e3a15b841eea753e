// Records the rates of an optimizer under each schedule.
#include "plot_schedules/figure.hpp"

#include <xgrad/autograd/factories.hpp>
#include <xgrad/optim/optim.hpp>

#include <algorithm>
#include <cmath>

namespace plot_schedules {
namespace {

using namespace xgrad;
using namespace xgrad::optim;
using nn::plot::Panel;

constexpr Index kEpochs = 100;

enum class Shown { lr, momentum };

// The rates of an optimizer while `step` is called with the epochs from 1.
template <class Step>
Panel record(const std::string& title, Shown shown, const Optimizer& optimizer, const Step& step) {
  std::vector<double> values;
  values.reserve(kEpochs + 1);
  for (Index epoch = 0; epoch <= kEpochs; ++epoch) {
    if (epoch > 0) step(epoch);
    values.push_back(shown == Shown::lr ? optimizer.lr() : optimizer.momentum().value());
  }
  const char* const name = shown == Shown::lr ? "lr" : "momentum";
  return {title, {{name, std::move(values)}}, nn::plot::Axis::numbers};
}

SGD make_optimizer() {
  return SGD({zeros({1}).requires_grad_()}, {.lr = 0.1, .momentum = 0.9});
}

Panel plot(const std::string& title, const Schedule& schedule, Shown shown = Shown::lr) {
  SGD optimizer = make_optimizer();
  LRScheduler scheduler(optimizer, schedule);
  return record(title, shown, optimizer, [&](Index) { scheduler.step(); });
}

Panel plot_plateau() {
  SGD optimizer = make_optimizer();
  ReduceLROnPlateau scheduler(optimizer, {.factor = 0.5, .patience = 10});
  return record("ReduceLROnPlateau", Shown::lr, optimizer, [&](Index epoch) {
    scheduler.step(1 / static_cast<double>(std::min<Index>(epoch, 30)));
  });
}

CyclicLROptions cyclic(CyclicMode mode) {
  return {.base_lr = 0.01, .max_lr = 0.1, .step_size_up = 10, .mode = mode, .gamma = 0.98};
}

}  // namespace

nn::plot::Figure figure() {
  const OneCycleLROptions one_cycle = {.max_lr = 0.1, .total_steps = kEpochs + 1};
  const auto inverse_root = [](Index epoch) {
    return 1 / std::sqrt(static_cast<double>(epoch + 1));
  };
  return {"Learning rates over 100 epochs",
          {
              plot("StepLR", StepLROptions{.step_size = 20, .gamma = 0.5}),
              plot("MultiStepLR", MultiStepLROptions{.milestones = {30, 80}, .gamma = 0.2}),
              plot("ExponentialLR", ExponentialLROptions{.gamma = 0.96}),
              plot("CosineAnnealingLR", CosineAnnealingLROptions{.T_max = 50, .eta_min = 0.01}),
              plot("CosineAnnealingWarmRestarts",
                   CosineAnnealingWarmRestartsOptions{.T_0 = 15, .T_mult = 2}),
              plot("PolynomialLR", PolynomialLROptions{.total_iters = 80, .power = 2}),
              plot("ConstantLR", ConstantLROptions{.total_iters = 20}),
              plot("LinearLR", LinearLROptions{.total_iters = 20}),
              plot("WarmupLR", WarmupLROptions{.total_iters = 20}),
              plot("OneCycleLR", one_cycle),
              plot("OneCycleLR: momentum", one_cycle, Shown::momentum),
              plot("LambdaLR", LambdaLROptions{.lr_lambda = inverse_root}),
              plot("CyclicLR: triangular", cyclic(CyclicMode::triangular)),
              plot("CyclicLR: triangular2", cyclic(CyclicMode::triangular2)),
              plot("CyclicLR: exp_range", cyclic(CyclicMode::exp_range)),
              plot("SequentialLR",
                   SequentialLROptions{.schedulers = {WarmupLROptions{.total_iters = 10},
                                                      CosineAnnealingLROptions{.T_max = 90}},
                                       .milestones = {10}}),
              plot("ChainedScheduler",
                   ChainedSchedulerOptions{.schedulers = {WarmupLROptions{.total_iters = 10},
                                                          ExponentialLROptions{.gamma = 0.97}}}),
              plot_plateau(),
          },
          3};
}

}  // namespace plot_schedules
