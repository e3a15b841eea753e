// The formulas of SequentialLR and ChainedScheduler.
#include <xgrad/optim/schedules/combined.hpp>
#include <xgrad/optim/schedules/schedule_check.hpp>

#include <algorithm>
#include <functional>

namespace xgrad::optim {

void SequentialLROptions::check(ScheduleCheck& check) const {
  check.children(schedulers);
  check.require(schedulers.empty() || milestones.size() == schedulers.size() - 1,
                "{} milestones for {} schedulers, must be one less", milestones.size(),
                schedulers.size());
  const bool increase =
      std::ranges::adjacent_find(milestones, std::greater_equal()) == milestones.end();
  check.require(increase && (milestones.empty() || milestones[0] >= 1),
                "milestones must increase, from at least 1");
}
Rates SequentialLROptions::rates(double base_lr, Index epoch, std::size_t group) const {
  const auto passed = std::ranges::upper_bound(milestones, epoch) - milestones.begin();
  const auto current = static_cast<std::size_t>(passed);
  const Index start = current == 0 ? 0 : milestones[current - 1];
  return schedulers[current].rates(base_lr, epoch - start, group);
}

void ChainedSchedulerOptions::check(ScheduleCheck& check) const {
  check.children(schedulers);
}
Rates ChainedSchedulerOptions::rates(double base_lr, Index epoch, std::size_t group) const {
  Rates now = {base_lr};
  for (const Schedule& schedule : schedulers) {
    const Rates next = schedule.rates(now.lr, epoch, group);
    now.lr = next.lr;
    if (next.momentum) now.momentum = next.momentum;
  }
  return now;
}

}  // namespace xgrad::optim
