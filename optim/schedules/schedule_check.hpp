// Checks of the options of schedules. Internal.
#pragma once

#include <xgrad/optim/optimizer.hpp>
#include <xgrad/optim/option_check.hpp>
#include <xgrad/optim/schedules/schedule.hpp>

namespace xgrad::optim {

/// Collects the errors of the options of a schedule for an optimizer.
class ScheduleCheck : public OptionCheck {
 public:
  ScheduleCheck(std::string_view schedule, const Optimizer& optimizer)
      : OptionCheck(schedule), optimizer_(optimizer) {}

  /// Requires one value, or one for each group.
  template <class T>
  void per_group(std::string_view option, const PerGroup<T>& values) {
    const std::size_t count = values.values().size(), groups = optimizer_.group_count();
    require(count == 1 || count == groups, "{} has {} values for {} parameter groups", option,
            count, groups);
  }
  void lrs(std::string_view option, const PerGroup<double>& values) {
    per_group(option, values);
    for (const double value : values.values()) not_negative(option, value);
  }
  /// Checks the options of a schedule that may set the momentum.
  void momenta(bool cycle_momentum, const PerGroup<double>& base, const PerGroup<double>& max) {
    if (!cycle_momentum) return;
    require(optimizer_.momentum().has_value(),
            "cycle_momentum requires an optimizer with momentum or betas");
    per_group("base_momentum", base);
    per_group("max_momentum", max);
    for (const double value : base.values()) fraction("base_momentum", value);
    for (const double value : max.values()) fraction("max_momentum", value);
  }
  /// Checks the schedules of which this one consists.
  void children(const std::vector<Schedule>& schedulers) {
    require(!schedulers.empty(), "schedulers is empty");
    for (std::size_t k = 0; k < schedulers.size(); ++k) {
      ScheduleCheck child(schedulers[k].name(), optimizer_);
      schedulers[k].check(child);
      if (child.failed()) require(false, "schedulers[{}]: {}", k, child.message());
    }
  }

 private:
  const Optimizer& optimizer_;
};

}  // namespace xgrad::optim
