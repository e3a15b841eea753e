// EarlyStopping: the best value of a metric, and whether training should end.
#pragma once

#include <xgrad/autograd/state_dict.hpp>

#include <cstdint>
#include <optional>

namespace xgrad::nn::training {

/// Whether smaller or larger metrics are better.
enum class MetricMode : std::uint8_t { min, max };

/// Options of EarlyStopping.
struct EarlyStoppingOptions {
  MetricMode mode = MetricMode::min;
  /// The number of consecutive evaluations without improvement after which training ends; without
  /// it, training never ends early.
  std::optional<Index> patience = {};
  /// A change by at most this much is no improvement.
  double min_delta = 0;
};

/// Compares the metric of each evaluation with the best one so far (Prechelt 1998).
class EarlyStopping {
 public:
  /// Throws ValueError unless the patience is positive, and min_delta finite and not negative.
  explicit EarlyStopping(const EarlyStoppingOptions& options = {});

  /// Receives the metric of an evaluation; true if it is the best one. A NaN is no improvement.
  bool step(double metric);
  /// The best metric; infinite before the first improvement.
  double best() const { return best_; }
  /// The number of consecutive evaluations without improvement.
  Index num_bad_evaluations() const { return num_bad_; }
  /// Whether this number has reached the patience.
  bool should_stop() const;

  /// The best metric and the number of evaluations without improvement: "best" and
  /// "num_bad_evaluations".
  StateDict state_dict() const;
  /// Throws ValueError that lists all entries that do not fit; nothing is loaded then.
  void load_state_dict(const StateDict& state);

 private:
  EarlyStoppingOptions options_;
  double best_;
  Index num_bad_ = 0;
};

}  // namespace xgrad::nn::training
