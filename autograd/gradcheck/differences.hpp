// Directional derivatives by finite differences, extrapolated to step 0.
#pragma once

#include <xgrad/autograd/gradcheck/point.hpp>

namespace xgrad::check {

/// The directional derivative of one value, with error estimates.
struct Slope {
  double value = 0;
  /// The difference of the extrapolations from two pairs of steps.
  double error = 0;
  /// The estimated rounding error of the values.
  double rounding = 0;
  /// The difference of the one-sided slopes, if it does not shrink with the step: a kink.
  double kink = 0;
};

/// The directional derivatives of all elements of the outputs.
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
