// The progress of ReduceLROnPlateau and its state.
#include <xgrad/core/error.hpp>
#include <xgrad/optim/option_state.hpp>
#include <xgrad/optim/schedules/plateau.hpp>
#include <xgrad/optim/schedules/schedule_check.hpp>
#include <xgrad/optim/schedules/scheduler_state.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace xgrad::optim {
namespace {

constexpr const char* kName = ReduceLROnPlateauOptions::kName;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::string fault_of_best(const Tensor& saved) {
  return std::isnan(saved.item<double>()) ? " is NaN, which is never the best" : "";
}

}  // namespace

void ReduceLROnPlateauOptions::check(ScheduleCheck& check) const {
  check.fraction("factor", factor);
  check.at_least("patience", patience, 0);
  check.not_negative("threshold", threshold);
  check.require(threshold < 1 || mode == PlateauMode::max || threshold_mode == ThresholdMode::abs,
                "threshold = {} must be below 1, because it is relative", threshold);
  check.at_least("cooldown", cooldown, 0);
  check.lrs("min_lr", min_lr);
  check.not_negative("eps", eps);
}

ReduceLROnPlateau::ReduceLROnPlateau(Optimizer& optimizer, const ReduceLROnPlateauOptions& options)
    : optimizer_(optimizer),
      options_(with_out_of_memory([&] { return options; })),
      progress_{.best = options.mode == PlateauMode::min ? kInfinity : -kInfinity} {
  with_out_of_memory([&] {
    ScheduleCheck check(kName, optimizer_);
    options_.check(check);
    check.finish();
  });
}

bool ReduceLROnPlateau::is_better(double metric) const {
  const bool relative = options_.threshold_mode == ThresholdMode::rel;
  const double best = progress_.best, threshold = options_.threshold;
  if (options_.mode == PlateauMode::min) {
    return metric < (relative ? best * (1 - threshold) : best - threshold);
  }
  return metric > (relative ? best * (1 + threshold) : best + threshold);
}

void ReduceLROnPlateau::step(double metric) {
  with_out_of_memory([&] {
    ScheduleCheck check(kName, optimizer_);
    check.per_group("min_lr", options_.min_lr);
    check.finish();
  });
  ++progress_.last_epoch;
  if (is_better(metric)) {
    progress_.best = metric;
    progress_.num_bad_epochs = 0;
  } else {
    ++progress_.num_bad_epochs;
  }
  if (progress_.cooldown_counter > 0) {
    --progress_.cooldown_counter;
    progress_.num_bad_epochs = 0;
  }
  if (progress_.num_bad_epochs > options_.patience) {
    reduce();
    progress_.cooldown_counter = options_.cooldown;
    progress_.num_bad_epochs = 0;
  }
}

void ReduceLROnPlateau::reduce() {
  for (std::size_t group = 0; group < optimizer_.group_count(); ++group) {
    const double before = optimizer_.lr(group);
    const double after = std::max(before * options_.factor, options_.min_lr[group]);
    if (before - after > options_.eps) optimizer_.set_lr(after, group);
  }
}

std::vector<double> ReduceLROnPlateau::get_last_lr() const {
  return with_out_of_memory([&] {
    std::vector<double> lrs;
    lrs.reserve(optimizer_.group_count());
    for (std::size_t group = 0; group < optimizer_.group_count(); ++group) {
      lrs.push_back(optimizer_.lr(group));
    }
    return lrs;
  });
}

StateDict ReduceLROnPlateau::state_dict() const {
  return with_out_of_memory([&]() -> StateDict {
    StateDict state;
    Progress::visit(progress_, [&](const char* entry, const auto& value) {
      state.emplace(entry_name(kName, entry), option_tensor(value));
    });
    return state;
  });
}

void ReduceLROnPlateau::load_state_dict(const StateDict& state) {
  with_out_of_memory([&] {
    check_fits(kName, state,
               {counter(kName, "last_epoch"),
                {entry_name(kName, "best"), float64, {}, fault_of_best},
                counter(kName, "num_bad_epochs", options_.patience),
                counter(kName, "cooldown_counter", options_.cooldown)});
    Progress::visit(progress_, [&](const char* entry, auto& value) {
      read_option(state.at(entry_name(kName, entry)), value);
    });
  });
}

}  // namespace xgrad::optim
