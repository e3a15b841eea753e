// CyclicLR: a learning rate that rises and falls again and again.
#pragma once

#include <xgrad/optim/schedules/scheduler.hpp>

#include <cstdint>
#include <functional>

namespace xgrad::optim {

/// The height of a cycle of CyclicLR: always the same, halved with each cycle, or gamma^epoch.
enum class CyclicMode : std::uint8_t { triangular, triangular2, exp_range };

/// The argument of scale_fn: the number of the cycle from 1, or the epoch.
enum class ScaleMode : std::uint8_t { cycle, iterations };

/// Options of CyclicLR.
struct CyclicLROptions {
  static constexpr const char* kName = "CyclicLR";
  PerGroup<double> base_lr;
  PerGroup<double> max_lr;
  /// The number of updates from base_lr to max_lr.
  Index step_size_up = 2000;
  /// The number of updates from max_lr to base_lr; step_size_up if it is not given.
  std::optional<Index> step_size_down = {};
  CyclicMode mode = CyclicMode::triangular;
  double gamma = 1;
  /// Replaces the height that `mode` gives.
  std::function<double(double)> scale_fn = {};
  ScaleMode scale_mode = ScaleMode::cycle;
  /// Moves the momentum, or the first beta, opposite to the rate.
  bool cycle_momentum = true;
  PerGroup<double> base_momentum = 0.8;
  PerGroup<double> max_momentum = 0.9;

  /// Adds the errors of the options to `check`.
  void check(ScheduleCheck& check) const;
  /// The rates of a group at an epoch.
  Rates rates(double base, Index epoch, std::size_t group) const;
};

/// Cyclical learning rates (Smith 2017), with `step` after each update: the rate moves linearly from
/// base_lr to max_lr and back. The lr of the optimizer is not used.
using CyclicLR = SchedulerOf<CyclicLROptions>;

}  // namespace xgrad::optim
