// Converts curves to panels.
#include <xgrad/nn/training/report/figures.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

namespace xgrad::nn::training {
namespace {

constexpr std::size_t kShownPoints = 200;
constexpr double kLinearRange = 50;  // the largest ratio of values on a linear axis
constexpr const char *kLoss = "loss", *kStepsLabel = "training steps",
                     *kEvaluationsLabel = "evaluations";

// The curve of a name; without points if there is none.
Curve curve_of(const TrainingHistory::Curves& curves, const std::string& name) {
  const auto found = curves.find(name);
  return found == curves.end() ? Curve() : found->second.thinned(kShownPoints);
}

plot::Line line_of(const std::string& name, const Curve& curve) {
  constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
  plot::Line line = {name, {}};
  for (const CurvePoint& point : curve.points()) {
    const bool has_range = point.count > 1;
    line.values.push_back(point.mean());
    line.lower.push_back(has_range ? point.least : kMissing);
    line.upper.push_back(has_range ? point.most : kMissing);
    line.positions.push_back((static_cast<double>(point.first) + static_cast<double>(point.last)) /
                             2);
  }
  return line;
}

// Powers of ten for positive values of very different size.
plot::Axis axis_of(const std::vector<plot::Line>& lines) {
  double least = std::numeric_limits<double>::infinity(), most = 0;
  for (const plot::Line& line : lines) {
    for (const double value : line.values) {
      if (!std::isfinite(value)) continue;
      least = std::min(least, value);
      most = std::max(most, value);
    }
  }
  return least > 0 && most > kLinearRange * least ? plot::Axis::powers : plot::Axis::range;
}

std::set<std::string> names_of(const TrainingHistory& history) {
  std::set<std::string> names;
  for (const auto* curves : {&history.steps(), &history.evaluations()}) {
    for (const auto& [name, curve] : *curves) names.insert(name);
  }
  return names;
}

plot::Panel panel_of(const std::string& name, const TrainingHistory& history) {
  std::vector<plot::Line> lines = {
      line_of(kStepsLabel, curve_of(history.steps(), name)),
      line_of(kEvaluationsLabel, curve_of(history.evaluations(), name))};
  const plot::Axis axis = axis_of(lines);
  return {name, std::move(lines), axis};
}

}  // namespace

std::vector<plot::Figure> figures_of(const TrainingHistory& history) {
  std::vector<plot::Figure> figures;
  plot::Figure grid = {.title = "", .panels = {}, .columns = 2, .horizontal = "step"};
  for (const std::string& name : names_of(history)) {
    plot::Panel panel = panel_of(name, history);
    if (name == kLoss) {
      std::erase_if(panel.lines, [](const plot::Line& line) { return line.values.empty(); });
      figures.push_back({.title = "", .panels = {std::move(panel)}, .horizontal = "step"});
    } else {
      grid.panels.push_back(std::move(panel));
    }
  }
  if (!grid.panels.empty()) figures.push_back(std::move(grid));
  return figures;
}

std::vector<std::string> not_finite_values(const TrainingHistory& history) {
  std::vector<std::string> sentences;
  for (const auto& [kind, curves] :
       {std::pair("steps", &history.steps()), std::pair("evaluations", &history.evaluations())}) {
    for (const auto& [name, curve] : *curves) {
      Index count = 0;
      const CurvePoint* first = nullptr;
      for (const CurvePoint& point : curve.points()) {
        if (point.not_finite > 0 && first == nullptr) first = &point;
        count += point.not_finite;
      }
      if (first == nullptr) continue;
      sentences.push_back(fmt::format(
          "{} of {} is NaN or infinite {} times, first at step {}.", name, kind, count,
          first->first == first->last ? fmt::format("{}", first->first)
                                      : fmt::format("{} to {}", first->first, first->last)));
    }
  }
  return sentences;
}

}  // namespace xgrad::nn::training
