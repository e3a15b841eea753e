// Curve: the values of a metric over the steps of a training, of any length in bounded memory.
#pragma once

#include <xgrad/autograd/state_dict.hpp>

#include <string>
#include <vector>

namespace xgrad::nn::training {

/// The values of one step or of several consecutive ones.
struct CurvePoint {
  /// The first and the last step with a value.
  Index first, last;
  /// The number of finite values, their sum, the smallest and the largest; NaN and infinities are
  /// only counted.
  Index count = 0;
  double sum = 0, least = 0, most = 0;
  Index not_finite = 0;

  /// The mean of the finite values; NaN if there are none.
  double mean() const;
};

/// Values by step. When there are more than kMostPoints points, the number of steps of a point is
/// doubled. The points depend on the steps and values alone.
class Curve {
 public:
  static constexpr std::size_t kMostPoints = 1024;

  /// Adds the value of a step after the last one. Throws ValueError for an earlier or negative step.
  void add(Index step, double value);
  /// Removes the points that contain steps after `step`.
  void remove_after(Index step);

  const std::vector<CurvePoint>& points() const { return points_; }
  /// A point contains the values of the steps k n to k n + n - 1.
  Index steps_per_point() const { return steps_per_point_; }
  /// A curve with at most `most` points, a positive number.
  Curve thinned(std::size_t most) const;

  /// "points", float64 [points, 7], and "steps_per_point".
  StateDict state_dict() const;
  /// Throws ValueError for a state that is not that of a curve; nothing is loaded then.
  void load_state_dict(const StateDict& state);

 private:
  // Doubles the number of steps per point until there are at most `most` points.
  void merge_points(std::size_t most);

  std::vector<CurvePoint> points_;  // their steps increase
  Index steps_per_point_ = 1;
};

}  // namespace xgrad::nn::training
