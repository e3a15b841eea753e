// Richardson's extrapolation. With steps h, h/2, h/4 and central differences D:
//   R1 = (4 D(h/2) - D(h)) / 3     R2 = (4 D(h/4) - D(h/2)) / 3     f' = (16 R2 - R1) / 15 + O(h^6)
#include <xgrad/autograd/gradcheck/line.hpp>

#include <algorithm>
#include <cmath>

namespace xgrad::check {
namespace {

// Relative error of the values: allows for hundreds of roundings.
constexpr double kValueError = 1e-13;
constexpr std::size_t kLenient = 4;  // from this step on, a rough difference is accepted

Slope make(double value, double error, double gap, double near_gap, double rounding) {
  // Where the function is smooth, the gap between the one-sided slopes shrinks with the step.
  const bool stays = std::abs(near_gap) > 0.5 * std::abs(gap);
  return {value, std::abs(error), rounding, stays ? std::abs(near_gap) : 0};
}

}  // namespace

const Line::Differences& Line::at(std::size_t number) {
  if (differences_[number]) return *differences_[number];
  Differences& found = differences_[number].emplace();
  const double step = kSteps[number] * unit_;
  const Vector centre = subject_.values();
  Vector values[6];
  for (std::size_t pair = 0; pair < 3; ++pair) {
    const double length = step / static_cast<double>(1 << pair);
    values[2 * pair] = subject_.values_after(direction_, length);
    values[2 * pair + 1] = subject_.values_after(direction_, -length);
  }
  for (std::size_t i = 0; i < centre.size(); ++i) {
    const auto central = [&](std::size_t pair, double h) {
      return (values[2 * pair][i] - values[2 * pair + 1][i]) / (2 * h);
    };
    const auto one_sided_gap = [&](std::size_t pair, double h) {
      return (values[2 * pair][i] - 2 * centre[i] + values[2 * pair + 1][i]) / h;
    };
    const double d1 = central(0, step), d2 = central(1, step / 2), d4 = central(2, step / 4);
    const double r1 = (4 * d2 - d1) / 3, r2 = (4 * d4 - d2) / 3;
    found.value.push_back((16 * r2 - r1) / 15);
    found.error.push_back(r2 - r1);
    found.gap.push_back(one_sided_gap(0, step));
    found.near_gap.push_back(one_sided_gap(2, step / 4));
    double largest = std::abs(centre[i]);
    for (const Vector& value : values) largest = std::max(largest, std::abs(value[i]));
    found.rounding.push_back(kValueError * largest / step);
  }
  return found;
}

Slope Line::slope(std::size_t step, std::size_t output) {
  const Differences& all = at(step);
  return make(all.value[output], all.error[output], all.gap[output], all.near_gap[output],
              all.rounding[output]);
}

Slope Line::slope(std::size_t step, const Vector& weights) {
  const Differences& all = at(step);
  double value = 0, error = 0, gap = 0, near_gap = 0, rounding = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] == 0) continue;
    value += weights[i] * all.value[i];
    error += weights[i] * all.error[i];
    gap += weights[i] * all.gap[i];
    near_gap += weights[i] * all.near_gap[i];
    rounding += weights[i] * weights[i] * all.rounding[i] * all.rounding[i];
  }
  return make(value, error, gap, near_gap, std::sqrt(rounding));
}

// The tolerance is ten times the estimated error of the finite difference, plus 1e-8 of the
// magnitude of nearby derivatives, plus the rounding error of the values.
Judgement Line::judge_by(const std::function<Slope(std::size_t step)>& slope_at, double analytic,
                         double scale) {
  Judgement judgement;
  std::optional<Slope> differed;
  for (std::size_t step = 0; step < std::size(kSteps); ++step) {
    const Slope slope = slope_at(step);
    judgement.numeric = slope.value;
    if (!std::isfinite(slope.value) || !std::isfinite(slope.error)) continue;
    const double size = std::max(scale, std::abs(slope.value));
    const double fine = 1e-8 * size + slope.rounding, rough = 1e-5 * size + slope.rounding;
    if (std::abs(analytic - slope.value) <= 10 * slope.error + fine) {
      if (slope.error > (step < kLenient ? 2 * fine : rough)) continue;
      judgement.verdict = Judgement::agrees;
      return judgement;
    }
    if (slope.error > 1e-5 * std::abs(slope.value) + fine || slope.kink > rough) continue;
    if (differed &&
        std::abs(differed->value - slope.value) <= 10 * (differed->error + slope.error) + fine) {
      judgement.verdict = Judgement::differs;
      return judgement;
    }
    differed = slope;
  }
  return judgement;
}

}  // namespace xgrad::check
