// Cosine annealing, without and with restarts.
#pragma once

#include <xgrad/optim/schedules/scheduler.hpp>

namespace xgrad::optim {

/// Options of CosineAnnealingLR.
struct CosineAnnealingLROptions {
  static constexpr const char* kName = "CosineAnnealingLR";
  /// The number of epochs from the base rate to eta_min; the rate rises again after them.
  RequiredEpochs T_max;
  double eta_min = 0;

  /// Adds the errors of the options to `check`.
  void check(ScheduleCheck& check) const;
  /// The learning rate at an epoch.
  double lr(double base_lr, Index epoch) const;
};

/// lr = eta_min + (base_lr - eta_min) * (1 + cos(pi * epoch / T_max)) / 2
using CosineAnnealingLR = SchedulerOf<CosineAnnealingLROptions>;

/// Options of CosineAnnealingWarmRestarts.
struct CosineAnnealingWarmRestartsOptions {
  static constexpr const char* kName = "CosineAnnealingWarmRestarts";
  /// The number of epochs until the first restart.
  RequiredEpochs T_0;
  /// The factor of this number after each restart.
  Index T_mult = 1;
  double eta_min = 0;

  /// Adds the errors of the options to `check`.
  void check(ScheduleCheck& check) const;
  /// The learning rate at an epoch.
  double lr(double base_lr, Index epoch) const;
};

/// Cosine annealing that restarts (Loshchilov & Hutter 2017), T_cur epochs after a restart and with
/// T_i epochs between restart i and the next:
///   lr = eta_min + (base_lr - eta_min) * (1 + cos(pi * T_cur / T_i)) / 2
using CosineAnnealingWarmRestarts = SchedulerOf<CosineAnnealingWarmRestartsOptions>;

}  // namespace xgrad::optim
