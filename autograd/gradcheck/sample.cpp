// Random samples of a Jacobian J that is too large for a full comparison: v^T J u with random sign
// vectors u and v covers every entry; single rows and columns cover their entries with full weight.
#include <xgrad/autograd/gradcheck/compare.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace xgrad::check {
namespace {

constexpr std::size_t kProbes = 8, kLines = 32;

double dot(const Vector& a, const Vector& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

double largest_product(const Vector& a, const Vector& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::isfinite(a[i])) most = std::max(most, std::abs(a[i] * b[i]));
  }
  return most;
}

std::vector<std::size_t> present(const Vector& x) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (x[i] != 0) found.push_back(i);
  }
  return found;
}

// Splits `x` into two vectors that add up to it, each with half of its entries.
std::pair<Vector, Vector> halves(const Vector& x) {
  std::pair<Vector, Vector> parts(x, x);
  const auto entries = present(x);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    (i < entries.size() / 2 ? parts.second : parts.first)[entries[i]] = 0;
  }
  return parts;
}

constexpr std::size_t kFindStep = 2;  // accurate, and small enough to avoid most kinks

}  // namespace

Line Comparison::along_all() {
  Vector direction = random_.signs(inputs_);
  for (std::size_t i = 0; i < inputs_; ++i) direction[i] *= unit(i);
  return {subject_, std::move(direction), 1};
}

double Comparison::disagreement(const Vector& weights, const Vector& direction) {
  const double numeric = Line(subject_, direction, 1).slope(kFindStep, weights).value;
  const double difference = std::abs(dot(subject_.gradient(weights), direction) - numeric);
  return std::isfinite(difference) ? difference : HUGE_VAL;
}

// Bisection: repeatedly selects the half of the direction, then of the weights, with the larger
// disagreement, until one entry is left.
GradcheckResult::Entry Comparison::find(Vector weights, Vector direction) {
  while (present(direction).size() > 1) {
    auto [first, second] = halves(direction);
    direction = disagreement(weights, first) >= disagreement(weights, second) ? first : second;
  }
  while (present(weights).size() > 1) {
    auto [first, second] = halves(weights);
    weights = disagreement(first, direction) >= disagreement(second, direction) ? first : second;
  }
  const std::size_t input = present(direction)[0], output = present(weights)[0];
  const double analytic = subject_.gradient(one_hot(outputs_, output))[input];
  return entry(output, input, analytic, along(input).slope(kFindStep, output).value);
}

std::optional<GradcheckResult> Comparison::sampled() {
  struct Part {
    Vector weights, gradient;
  };
  std::vector<Part> mixtures, rows;
  const auto part = [this](Vector weights) {
    Vector gradient = subject_.gradient(weights);
    return Part{std::move(weights), std::move(gradient)};
  };
  const std::size_t row_count = std::min(kLines, outputs_);
  const std::size_t column_count = std::min(kLines, inputs_);
  for (std::size_t i = 0; i < kProbes; ++i) mixtures.push_back(part(random_.signs(outputs_)));
  for (std::size_t i = 0; i < row_count; ++i) {
    rows.push_back(part(one_hot(outputs_, random_.below(outputs_))));
  }

  bool smooth = true;
  std::optional<GradcheckResult> wrong;
  const auto compare_with = [&](Line& line, const std::vector<Part>& parts) {
    for (const auto& [weights, gradient] : parts) {
      if (wrong) return;
      const double scale = largest_product(gradient, line.direction());
      const double analytic = dot(gradient, line.direction());
      const auto verdict = line.judge(weights, analytic, scale).verdict;
      if (verdict == Judgement::agrees || (verdict == Judgement::unclear && !smooth)) continue;
      const GradcheckResult::Entry found = find(weights, line.direction());
      if (verdict == Judgement::differs) {
        wrong = failure(found, "found by random probes");
      } else {
        smooth = false;
        rough_ = found;
      }
    }
  };
  for (std::size_t i = 0; i < kProbes && !wrong; ++i) {
    Line line = along_all();
    compare_with(line, mixtures);
    compare_with(line, rows);
  }
  for (std::size_t i = 0; i < column_count && !wrong; ++i) {
    Line line = along(random_.below(inputs_));
    compare_with(line, mixtures);
  }
  if (wrong) return wrong;
  if (!smooth) return {};
  return GradcheckResult{
      .message = fmt::format("{} random probes, {} rows and {} columns of {} derivatives agree",
                             kProbes, row_count, column_count, inputs_ * outputs_)};
}

}  // namespace xgrad::check
