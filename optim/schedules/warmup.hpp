// Schedules that begin with smaller rates: ConstantLR, LinearLR, WarmupLR.
#pragma once

#include <xgrad/optim/schedules/scheduler.hpp>

namespace xgrad::optim {

/// Options of ConstantLR.
struct ConstantLROptions {
  static constexpr const char* kName = "ConstantLR";
  /// From 0 to 1.
  double factor = 1.0 / 3;
  /// The first epoch with the base rate.
  Index total_iters = 5;

  /// Adds the errors of the options to `check`.
  void check(ScheduleCheck& check) const;
  /// The learning rate at an epoch.
  double lr(double base_lr, Index epoch) const;
};

/// lr = base_lr * factor before epoch total_iters, then base_lr
using ConstantLR = SchedulerOf<ConstantLROptions>;

/// Options of LinearLR.
struct LinearLROptions {
  static constexpr const char* kName = "LinearLR";
  /// From 0 to 1.
  double start_factor = 1.0 / 3;
  /// From 0 to 1.
  double end_factor = 1;
  /// The first epoch with the end factor.
  Index total_iters = 5;

  /// Adds the errors of the options to `check`.
  void check(ScheduleCheck& check) const;
  /// The learning rate at an epoch.
  double lr(double base_lr, Index epoch) const;
};

/// lr = base_lr * (start_factor + (end_factor - start_factor) * min(epoch, total_iters) / total_iters)
using LinearLR = SchedulerOf<LinearLROptions>;

/// Options of WarmupLR.
struct WarmupLROptions {
  static constexpr const char* kName = "WarmupLR";
  /// The number of epochs until the base rate is used, which is included.
  RequiredEpochs total_iters;

  /// Adds the errors of the options to `check`.
  void check(ScheduleCheck& check) const;
  /// The learning rate at an epoch.
  double lr(double base_lr, Index epoch) const;
};

/// Linear warm-up, which PyTorch users write as LinearLR or LambdaLR (Goyal et al. 2017):
///   lr = base_lr * min(1, (epoch + 1) / total_iters)
using WarmupLR = SchedulerOf<WarmupLROptions>;

}  // namespace xgrad::optim
