// LRScheduler: applies a schedule to the parameter groups of an optimizer.
#pragma once

#include <xgrad/optim/optimizer.hpp>
#include <xgrad/optim/schedules/schedule.hpp>

#include <vector>

namespace xgrad::optim {

/// Sets the learning rates of an optimizer. The base rate of a parameter group is its lr when the
/// scheduler is made; each rate is computed from the base rate and the epoch alone, so rates that
/// others set last until the next step. An epoch is the time between two calls of `step`, which may
/// be a single update. The optimizer is referenced and must outlive the scheduler.
class LRScheduler {
 public:
  /// Sets the rates of epoch 0. Throws ValueError that lists all invalid options.
  LRScheduler(Optimizer& optimizer, const Schedule& schedule);
  virtual ~LRScheduler() = default;
  LRScheduler(const LRScheduler&) = delete;
  LRScheduler& operator=(const LRScheduler&) = delete;

  /// Sets the rates of the next epoch; call it after the updates of the current one. Throws
  /// ValueError, without changes, when the schedule has ended or gives a rate that is negative or
  /// not finite, and when parameter groups were added to the optimizer.
  void step();

  /// The number of steps so far.
  Index last_epoch() const { return last_epoch_; }
  /// The learning rate of each parameter group that the scheduler set last.
  const std::vector<double>& get_last_lr() const { return last_lr_; }

  /// The epoch and the base rates, such as "StepLR.last_epoch" and "StepLR.base_lrs". Options are
  /// not included.
  StateDict state_dict() const;
  /// Replaces epoch and base rates, and sets the rates of that epoch. To resume, make the optimizer
  /// and the scheduler, then load the state of the optimizer, then that of the scheduler. A rate that
  /// others had set since the last step, such as by `set_lr`, is lost: set it again. Throws ValueError
  /// that lists all entries that do not fit, and as `step`; nothing is loaded then.
  void load_state_dict(const StateDict& state);

 private:
  // Sets the rates of an epoch; on errors nothing has changed.
  void set_epoch(Index epoch, std::vector<double> base_lrs);
  void check_groups() const;

  Optimizer& optimizer_;
  Schedule schedule_;
  std::vector<double> base_lrs_, last_lr_;
  Index last_epoch_ = 0;
};

/// The scheduler of one kind of schedule.
template <ScheduleOptions Options>
class SchedulerOf final : public LRScheduler {
 public:
  /// Sets the rates of epoch 0. Throws ValueError that lists all invalid options.
  explicit SchedulerOf(Optimizer& optimizer, const Options& options = {})
      : LRScheduler(optimizer, options) {}
};

}  // namespace xgrad::optim
