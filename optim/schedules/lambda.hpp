// LambdaLR: a schedule from a function of the user.
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

}  // namespace xgrad::optim
