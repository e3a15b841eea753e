// Richardson's extrapolation. With steps h, h/2, h/4 and central differences D:
//   R1 = (4 D(h/2) - D(h)) / 3     R2 = (4 D(h/4) - D(h/2)) / 3     f' = (16 R2 - R1) / 15 + O(h^6)
#include <xgrad/autograd/gradcheck/differences.hpp>

#include <algorithm>
#include <cmath>

namespace xgrad::check {
namespace {

// Relative error of the values: allows for hundreds of roundings.
constexpr double kValueError = 1e-13;

Slope make(double value, double difference, double gap, double near_gap, double rounding) {
  // Where the function is smooth, the gap between the one-sided slopes shrinks with the step.
  const bool stays = std::abs(near_gap) > 0.5 * std::abs(gap);
  return {value, std::abs(difference), rounding, stays ? std::abs(near_gap) : 0};
}

}  // namespace

Slopes::Slopes(const Vector& centre, double step, const std::vector<Vector>& values) {
  for (std::size_t i = 0; i < centre.size(); ++i) {
    const auto central = [&](std::size_t pair, double h) {
      return (values[2 * pair][i] - values[2 * pair + 1][i]) / (2 * h);
    };
    const auto one_sided_gap = [&](std::size_t pair, double h) {
      return (values[2 * pair][i] - 2 * centre[i] + values[2 * pair + 1][i]) / h;
    };
    const double d1 = central(0, step), d2 = central(1, step / 2), d4 = central(2, step / 4);
    const double r1 = (4 * d2 - d1) / 3, r2 = (4 * d4 - d2) / 3;
    value_.push_back((16 * r2 - r1) / 15);
    difference_.push_back(r2 - r1);
    gap_.push_back(one_sided_gap(0, step));
    near_gap_.push_back(one_sided_gap(2, step / 4));
    double largest = std::abs(centre[i]);
    for (const Vector& value : values) largest = std::max(largest, std::abs(value[i]));
    rounding_.push_back(kValueError * largest / step);
  }
}

Slope Slopes::of(std::size_t output) const {
  return make(value_[output], difference_[output], gap_[output], near_gap_[output],
              rounding_[output]);
}

Slope Slopes::of(const Vector& weights) const {
  double value = 0, difference = 0, gap = 0, near_gap = 0, rounding = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] == 0) continue;
    value += weights[i] * value_[i];
    difference += weights[i] * difference_[i];
    gap += weights[i] * gap_[i];
    near_gap += weights[i] * near_gap_[i];
    rounding += weights[i] * weights[i] * rounding_[i] * rounding_[i];
  }
  return make(value, difference, gap, near_gap, std::sqrt(rounding));
}

}  // namespace xgrad::check
