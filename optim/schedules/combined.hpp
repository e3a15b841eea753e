// Schedules that consist of others: SequentialLR, ChainedScheduler.
#pragma once

#include <xgrad/optim/schedules/scheduler.hpp>

#include <vector>

namespace xgrad::optim {

/// Options of SequentialLR.
struct SequentialLROptions {
  static constexpr const char* kName = "SequentialLR";
  /// The options of the schedules.
  std::vector<Schedule> schedulers;
  /// The first epochs of all schedules but the first.
  std::vector<Index> milestones;

  /// Adds the errors of the options to `check`.
  void check(ScheduleCheck& check) const;
  /// The rates of a group at an epoch.
  Rates rates(double base_lr, Index epoch, std::size_t group) const;
};

/// One schedule after another; each starts from the base rate and counts epochs from its milestone.
using SequentialLR = SchedulerOf<SequentialLROptions>;

/// Options of ChainedScheduler.
struct ChainedSchedulerOptions {
  static constexpr const char* kName = "ChainedScheduler";
  /// The options of the schedules.
  std::vector<Schedule> schedulers;

  /// Adds the errors of the options to `check`.
  void check(ScheduleCheck& check) const;
  /// The rates of a group at an epoch.
  Rates rates(double base_lr, Index epoch, std::size_t group) const;
};

/// All schedules at once: the base rate of each is the rate of the one before it. The factors of
/// schedules that are multiples of the base rate are multiplied.
using ChainedScheduler = SchedulerOf<ChainedSchedulerOptions>;

}  // namespace xgrad::optim
