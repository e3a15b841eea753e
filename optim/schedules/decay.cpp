// The formulas of StepLR, MultiStepLR, ExponentialLR and PolynomialLR.
#include <xgrad/optim/schedules/decay.hpp>
#include <xgrad/optim/schedules/schedule_check.hpp>

#include <algorithm>
#include <cmath>

namespace xgrad::optim {

void StepLROptions::check(ScheduleCheck& check) const {
  check.at_least("step_size", step_size, 1);
  check.not_negative("gamma", gamma);
}
double StepLROptions::lr(double base_lr, Index epoch) const {
  const Index decays = epoch / step_size;
  return base_lr * std::pow(gamma, static_cast<double>(decays));
}

void MultiStepLROptions::check(ScheduleCheck& check) const {
  for (const Index milestone : milestones) check.at_least("milestones", milestone, 0);
  check.not_negative("gamma", gamma);
}
double MultiStepLROptions::lr(double base_lr, Index epoch) const {
  const auto passed = [epoch](Index milestone) { return milestone <= epoch; };
  return base_lr * std::pow(gamma, static_cast<double>(std::ranges::count_if(milestones, passed)));
}

void ExponentialLROptions::check(ScheduleCheck& check) const {
  check.not_negative("gamma", gamma);
}
double ExponentialLROptions::lr(double base_lr, Index epoch) const {
  return base_lr * std::pow(gamma, static_cast<double>(epoch));
}

void PolynomialLROptions::check(ScheduleCheck& check) const {
  check.at_least("total_iters", total_iters, 1);
  check.not_negative("power", power);
}
double PolynomialLROptions::lr(double base_lr, Index epoch) const {
  const double passed = static_cast<double>(std::min(epoch, total_iters));
  return base_lr * std::pow(1 - passed / static_cast<double>(total_iters), power);
}

}  // namespace xgrad::optim
