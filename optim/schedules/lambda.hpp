// Schedules from functions of the user: LambdaLR, MultiplicativeLR.
#pragma once

#include <xgrad/optim/schedules/scheduler.hpp>

#include <functional>

namespace xgrad::optim {

/// Options of LambdaLR.
struct LambdaLROptions {
  static constexpr const char* kName = "LambdaLR";
  /// The factor of the base rate at an epoch.
  PerGroup<std::function<double(Index)>> lr_lambda;

  /// Adds the errors of the options to `check`.
  void check(ScheduleCheck& check) const;
  /// The rates of a group at an epoch.
  Rates rates(double base_lr, Index epoch, std::size_t group) const;
};

/// lr = base_lr * lr_lambda(epoch)
using LambdaLR = SchedulerOf<LambdaLROptions>;

/// Options of MultiplicativeLR.
struct MultiplicativeLROptions {
  static constexpr const char* kName = "MultiplicativeLR";
  /// The factor between the rates of an epoch, from 1, and of the one before.
  PerGroup<std::function<double(Index)>> lr_lambda;

  /// Adds the errors of the options to `check`.
  void check(ScheduleCheck& check) const;
  /// The rates of a group at an epoch. Calls the function for each epoch up to it.
  Rates rates(double base_lr, Index epoch, std::size_t group) const;
};

/// lr = base_lr * lr_lambda(1) * ... * lr_lambda(epoch)
///
/// Each step computes the whole product, in time that grows with the epoch. LambdaLR takes less time where
/// the value of the product is known.
using MultiplicativeLR = SchedulerOf<MultiplicativeLROptions>;

}  // namespace xgrad::optim
