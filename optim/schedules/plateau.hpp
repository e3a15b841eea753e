// ReduceLROnPlateau: a learning rate that falls when a metric stops improving.
#pragma once

#include <xgrad/optim/optimizer.hpp>
#include <xgrad/optim/schedules/schedule.hpp>

#include <cstdint>
#include <vector>

namespace xgrad::optim {

/// Whether smaller or larger metrics are better.
enum class PlateauMode : std::uint8_t { min, max };

/// Whether the threshold of ReduceLROnPlateau is relative to the best metric, or absolute.
enum class ThresholdMode : std::uint8_t { rel, abs };

/// Options of ReduceLROnPlateau; defaults as in PyTorch.
struct ReduceLROnPlateauOptions {
  static constexpr const char* kName = "ReduceLROnPlateau";
  PlateauMode mode = PlateauMode::min;
  /// The factor of the rate, below 1.
  double factor = 0.1;
  /// The number of epochs without improvement that have no effect.
  Index patience = 10;
  /// The least improvement that counts.
  double threshold = 1e-4;
  ThresholdMode threshold_mode = ThresholdMode::rel;
  /// The number of epochs after a reduction that do not count.
  Index cooldown = 0;
  PerGroup<double> min_lr = 0;
  /// Reductions of at most this size are omitted.
  double eps = 1e-8;

  /// Adds the errors of the options to `check`.
  void check(ScheduleCheck& check) const;
};

/// Multiplies the learning rates of an optimizer by `factor` after more than `patience` epochs
/// without a better metric. It is no LRScheduler, because its step needs the metric. The optimizer
/// is referenced and must outlive the scheduler.
class ReduceLROnPlateau {
 public:
  /// Throws ValueError that lists all invalid options.
  explicit ReduceLROnPlateau(Optimizer& optimizer, const ReduceLROnPlateauOptions& options = {});
  ReduceLROnPlateau(const ReduceLROnPlateau&) = delete;
  ReduceLROnPlateau& operator=(const ReduceLROnPlateau&) = delete;

  /// Receives the metric of an epoch. A NaN is an epoch without improvement. Throws ValueError,
  /// without changes, when `min_lr` is a list and parameter groups were added to the optimizer.
  void step(double metric);

  /// The number of steps so far.
  Index last_epoch() const { return progress_.last_epoch; }
  /// The learning rates of the optimizer.
  std::vector<double> get_last_lr() const;

  /// The progress: "ReduceLROnPlateau.last_epoch", ".best", ".num_bad_epochs" and
  /// ".cooldown_counter". The learning rates are in the state of the optimizer.
  StateDict state_dict() const;
  /// Replaces the progress. Throws ValueError that lists all entries that do not fit; nothing is
  /// loaded then.
  void load_state_dict(const StateDict& state);

 private:
  struct Progress {
    double best;
    Index last_epoch = 0, num_bad_epochs = 0, cooldown_counter = 0;

    // Calls field(name, member) for every number.
    static void visit(auto& progress, const auto& field) {
      field("best", progress.best);
      field("last_epoch", progress.last_epoch);
      field("num_bad_epochs", progress.num_bad_epochs);
      field("cooldown_counter", progress.cooldown_counter);
    }
  };

  bool is_better(double metric) const;
  void reduce();

  Optimizer& optimizer_;
  ReduceLROnPlateauOptions options_;
  Progress progress_;
};

}  // namespace xgrad::optim
