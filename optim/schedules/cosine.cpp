// The formulas of cosine annealing.
#include <xgrad/optim/schedules/cosine.hpp>
#include <xgrad/optim/schedules/schedule_check.hpp>

#include <cmath>
#include <numbers>

namespace xgrad::optim {
namespace {

double annealed(double base_lr, double eta_min, double share) {
  return eta_min + (base_lr - eta_min) * (1 + std::cos(std::numbers::pi * share)) / 2;
}

}  // namespace

void CosineAnnealingLROptions::check(ScheduleCheck& check) const {
  check.at_least("T_max", T_max, 1);
  check.not_negative("eta_min", eta_min);
}
double CosineAnnealingLROptions::lr(double base_lr, Index epoch) const {
  const double length = static_cast<double>(T_max);
  return annealed(base_lr, eta_min, std::fmod(static_cast<double>(epoch), 2 * length) / length);
}

void CosineAnnealingWarmRestartsOptions::check(ScheduleCheck& check) const {
  check.at_least("T_0", T_0, 1);
  check.at_least("T_mult", T_mult, 1);
  check.not_negative("eta_min", eta_min);
}
double CosineAnnealingWarmRestartsOptions::lr(double base_lr, Index epoch) const {
  const double growth = static_cast<double>(T_mult);
  double since = static_cast<double>(epoch), period = static_cast<double>(T_0);
  if (T_mult == 1) since = std::fmod(since, period);
  while (since >= period) {
    since -= period;
    period *= growth;
  }
  return annealed(base_lr, eta_min, since / period);
}

}  // namespace xgrad::optim
