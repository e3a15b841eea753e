// The triangles of CyclicLR.
#include <xgrad/optim/schedules/cyclic.hpp>
#include <xgrad/optim/schedules/schedule_check.hpp>

#include <cmath>

namespace xgrad::optim {
namespace {

double scale(const CyclicLROptions& o, double cycle, double epoch) {
  if (o.scale_fn) return o.scale_fn(o.scale_mode == ScaleMode::cycle ? cycle : epoch);
  if (o.mode == CyclicMode::triangular2) return std::exp2(1 - cycle);
  return o.mode == CyclicMode::exp_range ? std::pow(o.gamma, epoch) : 1;
}

}  // namespace

void CyclicLROptions::check(ScheduleCheck& check) const {
  check.lrs("base_lr", base_lr);
  check.lrs("max_lr", max_lr);
  check.at_least("step_size_up", step_size_up, 1);
  if (step_size_down) check.at_least("step_size_down", *step_size_down, 1);
  check.not_negative("gamma", gamma);
  check.momenta(cycle_momentum, base_momentum, max_momentum);
}

Rates CyclicLROptions::rates(double, Index epoch, std::size_t group) const {
  const double at = static_cast<double>(epoch), up = static_cast<double>(step_size_up);
  const double length = up + static_cast<double>(step_size_down.value_or(step_size_up));
  const double cycle = std::floor(1 + at / length);
  const double share = 1 + at / length - cycle, peak = up / length;
  const double rise = share <= peak ? share / peak : (1 - share) / (1 - peak);
  const double height = rise * scale(*this, cycle, at);
  Rates now = {base_lr[group] + (max_lr[group] - base_lr[group]) * height};
  if (cycle_momentum) {
    now.momentum = max_momentum[group] - (max_momentum[group] - base_momentum[group]) * height;
  }
  return now;
}

}  // namespace xgrad::optim
