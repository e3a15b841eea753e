// Checks of the invariants, each with random incoming gradients.
#include <xgrad/autograd/gradcheck/invariants.hpp>
#include <xgrad/autograd/gradcheck/random.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace xgrad::check {
namespace {

double largest(const Vector& x) {
  double most = 0;
  for (const double value : x) most = std::max(most, std::abs(value));
  return most;
}

// The first entry at which gradients differ by more than rounding errors; size() if there is none.
std::size_t first_difference(const Vector& a, const Vector& b, double allowed) {
  std::size_t i = 0;
  while (i < a.size() && (a[i] == b[i] || std::abs(a[i] - b[i]) <= allowed)) ++i;
  return i;
}

std::string entry(const Subject& subject, std::size_t i) {
  const Point& point = subject.point();
  return point.name(point.variable_of(i)) + to_string(point.index_of(i));
}

}  // namespace

std::string violated_invariant(Subject& subject, std::uint64_t seed) {
  Random random(seed);
  const Point& point = subject.point();
  if (!same_bits(subject.values(), subject.values())) {
    return "the function is not deterministic: two calls gave different values";
  }
  if (subject.recorded_under_no_grad()) return "the function records under NoGrad";

  const Vector a = random.normal(subject.size()), b = random.normal(subject.size());
  const Vector from_a = subject.gradient(a);
  if (!same_bits(from_a, subject.gradient(a))) {
    return "the pullbacks are not deterministic: two passes gave different gradients";
  }
  if (subject.gradients_overwritten()) return "a pullback wrote to the gradient it was given";
  if (!point.in_place()) return "the function wrote to its inputs";

  const Vector from_b = subject.gradient(b);
  const Vector from_zero = subject.gradient(Vector(subject.size(), 0.0));
  for (std::size_t i = 0; i < from_zero.size(); ++i) {
    if (from_zero[i] == 0) continue;
    return fmt::format("{}: the gradient is {} for incoming gradients of 0", entry(subject, i),
                       from_zero[i]);
  }
  Vector mixed(a.size()), expected(from_a.size());
  for (std::size_t i = 0; i < a.size(); ++i) mixed[i] = 2 * a[i] - 3 * b[i];
  for (std::size_t i = 0; i < from_a.size(); ++i) expected[i] = 2 * from_a[i] - 3 * from_b[i];
  // Gradients may be small differences of values as large as the incoming gradients.
  const double allowed =
      1e-12 * (2 * largest(from_a) + 3 * largest(from_b)) + 1e-14 * largest(mixed);
  const Vector from_mixed = subject.gradient(mixed);
  if (const std::size_t i = first_difference(from_mixed, expected, allowed); i < expected.size()) {
    return fmt::format(
        "{}: the gradient is not linear in the incoming ones: for 2 a - 3 b it is {:.10g}, by "
        "those "
        "for a and b {:.10g}",
        entry(subject, i), from_mixed[i], expected[i]);
  }

  Vector alone;
  for (std::size_t variable = 0; variable < point.variables().size(); ++variable) {
    const Vector part = subject.gradient_alone(a, variable);
    alone.insert(alone.end(), part.begin(), part.end());
  }
  if (const std::size_t i = first_difference(alone, from_a, allowed); i < alone.size()) {
    return fmt::format("{}: asked for alone, the gradient is {:.10g}; with the others, {:.10g}",
                       entry(subject, i), alone[i], from_a[i]);
  }
  Vector summed(from_a.size());
  for (std::size_t output = 0; output < subject.outputs(); ++output) {
    const Vector part = subject.gradient_from(a, output);
    for (std::size_t i = 0; i < part.size(); ++i) summed[i] += part[i];
  }
  if (const std::size_t i = first_difference(summed, from_a, allowed); i < summed.size()) {
    return fmt::format(
        "{}: the gradients from single outputs add up to {:.10g}, from all at once it is {:.10g}",
        entry(subject, i), summed[i], from_a[i]);
  }
  return "";
}

}  // namespace xgrad::check
