// The phases of OneCycleLR.
#include <xgrad/optim/schedules/one_cycle.hpp>
#include <xgrad/optim/schedules/schedule_check.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace xgrad::optim {
namespace {

// The rates between `from` and `to`, at a share of the way.
double between(AnnealStrategy strategy, double from, double to, double share) {
  if (strategy == AnnealStrategy::linear) return from + (to - from) * share;
  return to + (from - to) / 2 * (std::cos(std::numbers::pi * share) + 1);
}

}  // namespace

void OneCycleLROptions::check(ScheduleCheck& check) const {
  check.lrs("max_lr", max_lr);
  const auto at_least_1 = [&](const char* option, const std::optional<Index>& value) {
    if (value) check.at_least(option, *value, 1);
  };
  at_least_1("total_steps", total_steps);
  at_least_1("epochs", epochs);
  at_least_1("steps_per_epoch", steps_per_epoch);
  check.require(total_steps || (epochs && steps_per_epoch),
                "total_steps, or epochs and steps_per_epoch, must be given");
  check.share("pct_start", pct_start);
  check.momenta(cycle_momentum, base_momentum, max_momentum);
  check.positive("div_factor", div_factor);
  check.positive("final_div_factor", final_div_factor);
}

// The update after the last one has no rate of its own: its call of step() keeps the final rate.
Rates OneCycleLROptions::rates(double, Index epoch, std::size_t group) const {
  const Index count = total_steps ? *total_steps : saturating_product(*epochs, *steps_per_epoch);
  if (epoch > count) {
    throw ValueError(fmt::format("{}: step {} of a cycle of {} steps", kName, epoch, count),
                     "call step() once after each update, or increase total_steps");
  }
  const double end = static_cast<double>(count) - 1;
  const double at = std::min(static_cast<double>(epoch), end);
  const double risen = pct_start * static_cast<double>(count) - 1;
  const double fallen = three_phase ? 2 * pct_start * static_cast<double>(count) - 2 : end;

  // The lists of momenta were checked only if they are used.
  const auto momentum = [&](const PerGroup<double>& values) -> std::optional<double> {
    if (!cycle_momentum) return {};
    return values[group];
  };
  const Rates peak = {max_lr[group], momentum(base_momentum)};
  const Rates initial = {peak.lr / div_factor, momentum(max_momentum)};
  const Rates final = {initial.lr / final_div_factor, initial.momentum};
  const auto phase = [&](double first, const Rates& from, double last, const Rates& to) -> Rates {
    const double share = last > first ? (at - first) / (last - first) : 1;
    Rates now = {between(anneal_strategy, from.lr, to.lr, share)};
    if (from.momentum) {
      now.momentum = between(anneal_strategy, *from.momentum, *to.momentum, share);
    }
    return now;
  };
  if (at <= risen) return phase(0, initial, risen, peak);
  if (!three_phase) return phase(risen, peak, end, final);
  if (at <= fallen) return phase(risen, peak, fallen, initial);
  return phase(fallen, initial, end, final);
}

}  // namespace xgrad::optim
