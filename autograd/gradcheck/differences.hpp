// Derivatives of values along a direction, by differences extrapolated to step 0.
#pragma once

#include <xgrad/autograd/gradcheck/point.hpp>

namespace xgrad::check {

/// The derivative of one number along a direction, and how much of it to believe.
struct Slope {
  double value = 0;
  /// How much the extrapolations from two pairs of steps differ.
  double error = 0;
  /// What rounding of the values may account for.
  double rounding = 0;
  /// Difference of the slopes to either side where it does not shrink with the step: a kink.
  double kink = 0;
};

/// Derivatives of all elements of the outputs along one direction.
class Slopes {
 public:
  /// From six pairs of values around `centre`: values(length) are the elements after a step.
  template <class Values>
  Slopes(const Vector& centre, double step, const Values& values)
      : Slopes(centre, step,
               {values(step), values(-step), values(step / 2), values(-step / 2), values(step / 4),
                values(-step / 4)}) {}

  /// The derivative of one element.
  Slope of(std::size_t output) const;
  /// The derivative of the sum weighted by `weights`.
  Slope of(const Vector& weights) const;

 private:
  Slopes(const Vector& centre, double step, const std::vector<Vector>& values);

  Vector value_, difference_, gap_, near_gap_, rounding_;
};

}  // namespace xgrad::check
