// The formulas of ConstantLR, LinearLR and WarmupLR.
#include <xgrad/optim/schedules/schedule_check.hpp>
#include <xgrad/optim/schedules/warmup.hpp>

#include <algorithm>

namespace xgrad::optim {

void ConstantLROptions::check(ScheduleCheck& check) const {
  check.share("factor", factor);
  check.at_least("total_iters", total_iters, 1);
}
double ConstantLROptions::lr(double base_lr, Index epoch) const {
  return epoch < total_iters ? base_lr * factor : base_lr;
}

void LinearLROptions::check(ScheduleCheck& check) const {
  check.share("start_factor", start_factor);
  check.share("end_factor", end_factor);
  check.at_least("total_iters", total_iters, 1);
}
double LinearLROptions::lr(double base_lr, Index epoch) const {
  const double share =
      static_cast<double>(std::min(epoch, total_iters)) / static_cast<double>(total_iters);
  return base_lr * (start_factor + (end_factor - start_factor) * share);
}

void WarmupLROptions::check(ScheduleCheck& check) const {
  check.at_least("total_iters", total_iters, 1);
}
double WarmupLROptions::lr(double base_lr, Index epoch) const {
  if (epoch >= total_iters) return base_lr;
  return base_lr * (static_cast<double>(epoch + 1) / static_cast<double>(total_iters));
}

}  // namespace xgrad::optim
