// The decision whether one derivative agrees with finite differences.
#pragma once

#include <xgrad/autograd/gradcheck/subject.hpp>

#include <array>
#include <optional>

namespace xgrad::check {

/// Steps in units of max(1, |x|), tried in turn. A smaller step may avoid a kink within reach of a
/// larger one; a similar step has different rounding errors.
inline constexpr double kSteps[] = {1e-2, 6e-3, 1e-3, 6e-4, 1e-4, 6e-5};

/// A direction and the finite differences along it, which are computed on demand.
class Line {
 public:
  /// `unit` multiplies the steps.
  Line(Subject& subject, Vector direction, double unit)
      : subject_(subject), direction_(std::move(direction)), unit_(unit) {}

  const Vector& direction() const { return direction_; }
  /// Derivatives by finite differences with step kSteps[step].
  const Slopes& at(std::size_t step);

 private:
  Subject& subject_;
  Vector direction_;
  double unit_;
  std::array<std::optional<Slopes>, std::size(kSteps)> slopes_;
};

/// The result of comparing a derivative with finite differences.
enum class Verdict { agrees, differs, unclear };

/// A verdict and the finite difference on which it is based.
struct Judgement {
  Verdict verdict = Verdict::unclear;
  double numeric = 0;
};

/// Judges the derivative of one output element along a line; `scale` is the magnitude of nearby
/// derivatives. The verdict is `differs` only if the finite differences of two steps agree.
Judgement judge(Line& line, std::size_t output, double analytic, double scale);
/// Judges the derivative of the sum of the outputs weighted by `weights`.
Judgement judge(Line& line, const Vector& weights, double analytic, double scale);

}  // namespace xgrad::check
