// OneCycleLR: one rise and fall of the learning rate over a whole training.
#pragma once

#include <xgrad/optim/schedules/scheduler.hpp>

#include <cstdint>

namespace xgrad::optim {

/// The curve between two rates of OneCycleLR.
enum class AnnealStrategy : std::uint8_t { cos, linear };

/// Options of OneCycleLR. Either total_steps or both epochs and steps_per_epoch must be given.
struct OneCycleLROptions {
  static constexpr const char* kName = "OneCycleLR";
  PerGroup<double> max_lr;
  /// The number of updates; takes precedence.
  std::optional<Index> total_steps = {};
  std::optional<Index> epochs = {};
  std::optional<Index> steps_per_epoch = {};
  /// The share of updates during which the rate rises.
  double pct_start = 0.3;
  AnnealStrategy anneal_strategy = AnnealStrategy::cos;
  /// Moves the momentum, or the first beta, opposite to the rate.
  bool cycle_momentum = true;
  PerGroup<double> base_momentum = 0.85;
  PerGroup<double> max_momentum = 0.95;
  /// max_lr / initial rate
  double div_factor = 25;
  /// initial rate / final rate
  double final_div_factor = 1e4;
  /// Returns to the initial rate as fast as it rose, then falls to the final one.
  bool three_phase = false;

  /// Adds the errors of the options to `check`.
  void check(ScheduleCheck& check) const;
  /// The rates of a group at an epoch. Throws ValueError beyond the number of updates.
  Rates rates(double base_lr, Index epoch, std::size_t group) const;
};

/// The one-cycle policy (Smith & Topin 2018), with `step` after each update: the rate rises from
/// max_lr / div_factor to max_lr, then falls to max_lr / (div_factor * final_div_factor). The lr of
/// the optimizer is not used.
using OneCycleLR = SchedulerOf<OneCycleLROptions>;

}  // namespace xgrad::optim
