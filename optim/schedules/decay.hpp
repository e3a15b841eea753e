// Schedules that lower the learning rate: StepLR, MultiStepLR, ExponentialLR, PolynomialLR.
#pragma once

#include <xgrad/optim/schedules/scheduler.hpp>

#include <vector>

namespace xgrad::optim {

/// Options of StepLR; defaults as in PyTorch, as for all schedules.
struct StepLROptions {
  static constexpr const char* kName = "StepLR";
  /// The number of epochs with the same rate.
  RequiredEpochs step_size;
  double gamma = 0.1;

  /// Adds the errors of the options to `check`.
  void check(ScheduleCheck& check) const;
  /// The learning rate at an epoch.
  double lr(double base_lr, Index epoch) const;
};

/// lr = base_lr * gamma^floor(epoch / step_size)
using StepLR = SchedulerOf<StepLROptions>;

/// Options of MultiStepLR.
struct MultiStepLROptions {
  static constexpr const char* kName = "MultiStepLR";
  /// Epochs at which the rate falls, in any order; one that is given twice counts twice.
  std::vector<Index> milestones;
  double gamma = 0.1;

  /// Adds the errors of the options to `check`.
  void check(ScheduleCheck& check) const;
  /// The learning rate at an epoch.
  double lr(double base_lr, Index epoch) const;
};

/// lr = base_lr * gamma^(number of milestones <= epoch)
using MultiStepLR = SchedulerOf<MultiStepLROptions>;

/// Options of ExponentialLR.
struct ExponentialLROptions {
  static constexpr const char* kName = "ExponentialLR";
  Required gamma;

  /// Adds the errors of the options to `check`.
  void check(ScheduleCheck& check) const;
  /// The learning rate at an epoch.
  double lr(double base_lr, Index epoch) const;
};

/// lr = base_lr * gamma^epoch
using ExponentialLR = SchedulerOf<ExponentialLROptions>;

/// Options of PolynomialLR.
struct PolynomialLROptions {
  static constexpr const char* kName = "PolynomialLR";
  /// The epoch from which on the rate is 0.
  Index total_iters = 5;
  double power = 1;

  /// Adds the errors of the options to `check`.
  void check(ScheduleCheck& check) const;
  /// The learning rate at an epoch.
  double lr(double base_lr, Index epoch) const;
};

/// lr = base_lr * (1 - min(epoch, total_iters) / total_iters)^power
using PolynomialLR = SchedulerOf<PolynomialLROptions>;

}  // namespace xgrad::optim
