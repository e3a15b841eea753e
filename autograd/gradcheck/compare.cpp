// The comparison of the whole Jacobian, entry by entry, and the avoidance of kinks.
#include <xgrad/autograd/gradcheck/compare.hpp>
#include <xgrad/core/format.hpp>

#include <algorithm>
#include <cmath>

namespace xgrad::check {

Vector one_hot(std::size_t size, std::size_t entry) {
  Vector result(size);
  result[entry] = 1;
  return result;
}

GradcheckResult failure(const GradcheckResult::Entry& worst, std::string_view extent) {
  const double size = std::max(std::abs(worst.analytic), std::abs(worst.numeric));
  return {
      .ok = false,
      .message = fmt::format("{}{}: analytic {:.10g}, numeric {:.10g} (relative error {:.1e}), for "
                             "output {} at {}; {}",
                             worst.input, worst.input_index, worst.analytic, worst.numeric,
                             std::abs(worst.analytic - worst.numeric) / size, worst.output,
                             worst.output_index, extent),
      .worst = worst};
}

double Comparison::unit(std::size_t input) const {
  return std::max(1.0, std::abs(subject_.point().position()[input]));
}

Line Comparison::along(std::size_t input) {
  return {subject_, one_hot(inputs_, input), unit(input)};
}

GradcheckResult::Entry Comparison::entry(std::size_t output, std::size_t input, double analytic,
                                         double numeric) const {
  const Point& point = subject_.point();
  return {point.name(point.variable_of(input)),
          point.index_of(input),
          subject_.output_of(output),
          subject_.index_of(output),
          analytic,
          numeric};
}

std::optional<GradcheckResult> Comparison::whole() {
  std::vector<Vector> rows;
  for (std::size_t output = 0; output < outputs_; ++output) {
    rows.push_back(subject_.gradient(one_hot(outputs_, output)));
  }
  // The largest derivative with respect to any element of a variable is the scale for all of them.
  const Point& point = subject_.point();
  std::vector<Vector> scales(outputs_, Vector(point.variables().size()));
  for (std::size_t output = 0; output < outputs_; ++output) {
    for (std::size_t input = 0; input < inputs_; ++input) {
      double& scale = scales[output][point.variable_of(input)];
      const double size = std::abs(rows[output][input]);
      if (std::isfinite(size)) scale = std::max(scale, size);
    }
  }

  std::optional<GradcheckResult::Entry> worst;
  double worst_error = -1;
  std::size_t wrong = 0, unclear = 0;
  for (std::size_t input = 0; input < inputs_; ++input) {
    Line line = along(input);
    for (std::size_t output = 0; output < outputs_; ++output) {
      const double analytic = rows[output][input];
      const double scale = scales[output][point.variable_of(input)];
      const auto [verdict, numeric] = line.judge(output, analytic, scale);
      if (verdict == Judgement::agrees) continue;
      const GradcheckResult::Entry found = entry(output, input, analytic, numeric);
      if (verdict == Judgement::unclear) {
        if (unclear++ == 0) rough_ = found;
        continue;
      }
      ++wrong;
      const double error = std::isfinite(analytic)
                               ? std::abs(analytic - numeric) / std::max(scale, std::abs(numeric))
                               : HUGE_VAL;
      if (error > worst_error) {
        worst = found;
        worst_error = error;
      }
    }
  }
  const std::size_t all = inputs_ * outputs_;
  if (worst) return failure(*worst, fmt::format("{} of {} derivatives disagree", wrong, all));
  if (unclear > 0) return {};
  return GradcheckResult{.message = fmt::format("all {} derivatives agree", all)};
}

GradcheckResult compare(Subject& subject, const GradcheckOptions& options) {
  constexpr int shifts = 20;
  Random random(options.seed);
  Point& point = subject.point();
  const std::size_t entries = point.size() * subject.size();
  if (entries == 0) return {.message = "there is no derivative to compare"};
  const Vector start = point.position();
  GradcheckResult::Entry rough;
  for (int shift = 0; shift <= shifts; ++shift) {
    if (shift > 0) {
      Vector moved = start;
      const Vector amount = random.uniform(moved.size());
      for (std::size_t i = 0; i < moved.size(); ++i) {
        moved[i] += 0.05 * amount[i] * (std::abs(moved[i]) < 1e-3 ? 1 : moved[i]);
      }
      point.shift(std::move(moved));
    }
    Comparison comparison(subject, random);
    const bool all = entries <= static_cast<std::size_t>(options.whole_jacobian);
    if (auto result = all ? comparison.whole() : comparison.sampled()) return *result;
    rough = comparison.rough();
  }
  return {
      .ok = false,
      .message = fmt::format(
          "{}{}: not smooth here, nor at {} points around: analytic {:.10g}, differences give "
          "no clear value, for output {} at {}",
          rough.input, rough.input_index, shifts, rough.analytic, rough.output, rough.output_index),
      .worst = rough};
}

}  // namespace xgrad::check
