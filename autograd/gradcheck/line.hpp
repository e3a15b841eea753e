// Finite differences along a line, and the decision whether a derivative agrees with them.
#pragma once

#include <xgrad/autograd/gradcheck/subject.hpp>

#include <array>
#include <optional>

namespace xgrad::check {

/// Steps in units of max(1, |x|), tried in turn. A smaller step may avoid a kink within reach of a
/// larger one; a similar step has different rounding errors.
inline constexpr double kSteps[] = {1e-2, 6e-3, 1e-3, 6e-4, 1e-4, 6e-5};

/// The directional derivative of one value by finite differences, with error estimates.
struct Slope {
  double value = 0;
  /// The difference of the extrapolations from two pairs of steps.
  double error = 0;
  /// The estimated rounding error of the values.
  double rounding = 0;
  /// The difference of the one-sided slopes, if it does not shrink with the step: a kink.
  double kink = 0;
};

/// The result of comparing a derivative with finite differences.
struct Judgement {
  enum Verdict { agrees, differs, unclear } verdict = unclear;
  /// The finite difference on which the verdict is based.
  double numeric = 0;
};

/// A direction and the finite differences along it, which are computed on demand.
class Line {
 public:
  /// `unit` multiplies the steps.
  Line(Subject& subject, Vector direction, double unit)
      : subject_(subject), direction_(std::move(direction)), unit_(unit) {}

  const Vector& direction() const { return direction_; }

  /// The derivative of one output element by finite differences with step kSteps[step].
  Slope slope(std::size_t step, std::size_t output);
  /// The derivative of the sum of the outputs weighted by `weights`.
  Slope slope(std::size_t step, const Vector& weights);

  /// Judges the derivative of one output element or of a weighted sum; `scale` is the magnitude of
  /// nearby derivatives. The verdict is `differs` only if the finite differences of two steps agree.
  template <class Outputs>
  Judgement judge(const Outputs& outputs, double analytic, double scale) {
    return judge_by([&](std::size_t step) { return slope(step, outputs); }, analytic, scale);
  }

 private:
  // Differences of all elements of the outputs, in which slopes are linear.
  struct Differences {
    Vector value, error, gap, near_gap, rounding;
  };
  const Differences& at(std::size_t step);
  static Judgement judge_by(const std::function<Slope(std::size_t step)>& slope, double analytic,
                            double scale);

  Subject& subject_;
  Vector direction_;
  double unit_;
  std::array<std::optional<Differences>, std::size(kSteps)> differences_;
};

}  // namespace xgrad::check
