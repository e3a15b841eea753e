// Tolerances: ten times the estimated error of the finite difference, plus 1e-8 of the magnitude of
// nearby derivatives, plus the rounding error of the values.
#include <xgrad/autograd/gradcheck/verdict.hpp>

#include <algorithm>
#include <cmath>

namespace xgrad::check {
namespace {

constexpr std::size_t kLenient = 4;  // from this step on, a rough difference is accepted

template <class Outputs>
Judgement judge_any(Line& line, const Outputs& outputs, double analytic, double scale) {
  Judgement judgement;
  std::optional<Slope> differed;
  for (std::size_t step = 0; step < std::size(kSteps); ++step) {
    const Slope slope = line.at(step).of(outputs);
    judgement.numeric = slope.value;
    if (!std::isfinite(slope.value) || !std::isfinite(slope.error)) continue;
    const double size = std::max(scale, std::abs(slope.value));
    const double fine = 1e-8 * size + slope.rounding, rough = 1e-5 * size + slope.rounding;
    if (std::abs(analytic - slope.value) <= 10 * slope.error + fine) {
      if (slope.error > (step < kLenient ? 2 * fine : rough)) continue;
      judgement.verdict = Verdict::agrees;
      return judgement;
    }
    if (slope.error > 1e-5 * std::abs(slope.value) + fine || slope.kink > rough) continue;
    if (differed &&
        std::abs(differed->value - slope.value) <= 10 * (differed->error + slope.error) + fine) {
      judgement.verdict = Verdict::differs;
      return judgement;
    }
    differed = slope;
  }
  return judgement;
}

}  // namespace

const Slopes& Line::at(std::size_t step) {
  if (!slopes_[step]) slopes_[step] = subject_.slopes(direction_, kSteps[step] * unit_);
  return *slopes_[step];
}

Judgement judge(Line& line, std::size_t output, double analytic, double scale) {
  return judge_any(line, output, analytic, scale);
}

Judgement judge(Line& line, const Vector& weights, double analytic, double scale) {
  return judge_any(line, weights, analytic, scale);
}

}  // namespace xgrad::check
