// The verdict on one derivative.
#pragma once

#include <xgrad/autograd/gradcheck/subject.hpp>

#include <array>
#include <optional>

namespace xgrad::check {

/// Steps in units of max(1, |x|), tried in turn: a smaller one passes by a kink that a larger one
/// meets, a similar one has other roundings.
inline constexpr double kSteps[] = {1e-2, 6e-3, 1e-3, 6e-4, 1e-4, 6e-5};

/// A direction with the differences along it, which are made when asked for.
class Line {
 public:
  /// `unit` multiplies the steps.
  Line(Subject& subject, Vector direction, double unit)
      : subject_(subject), direction_(std::move(direction)), unit_(unit) {}

  const Vector& direction() const { return direction_; }
  /// Derivatives by differences with step kSteps[step].
  const Slopes& at(std::size_t step);

 private:
  Subject& subject_;
  Vector direction_;
  double unit_;
  std::array<std::optional<Slopes>, std::size(kSteps)> slopes_;
};

/// What differences say about a derivative.
enum class Verdict { agrees, differs, unclear };

/// A verdict and the value by differences that it rests on.
struct Judgement {
  Verdict verdict = Verdict::unclear;
  double numeric = 0;
};

/// Judges the derivative along a line of one element of the outputs; `scale` is the size of
/// derivatives near this one. It differs only where the differences of two steps agree.
Judgement judge(Line& line, std::size_t output, double analytic, double scale);
/// Judges a derivative of the sum of the outputs weighted by `weights`.
Judgement judge(Line& line, const Vector& weights, double analytic, double scale);

}  // namespace xgrad::check
