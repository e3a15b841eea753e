// Adds values to points, and merges points.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/training/report/curve.hpp>
#include <xgrad/nn/training/state_check.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace xgrad::nn::training {
namespace {

constexpr const char *kPoints = "points", *kStepsPerPoint = "steps_per_point";
constexpr Index kColumns = 7;

void add_value(CurvePoint& point, double value) {
  if (!std::isfinite(value)) {
    ++point.not_finite;
    return;
  }
  point.least = point.count == 0 ? value : std::min(point.least, value);
  point.most = point.count == 0 ? value : std::max(point.most, value);
  point.sum += value;
  ++point.count;
}

void merge(CurvePoint& point, const CurvePoint& next) {
  point.last = next.last;
  if (next.count > 0) {
    point.least = point.count == 0 ? next.least : std::min(point.least, next.least);
    point.most = point.count == 0 ? next.most : std::max(point.most, next.most);
  }
  point.sum += next.sum;
  point.count += next.count;
  point.not_finite += next.not_finite;
}

// The points of the rows of a tensor; nothing unless they are those of a curve.
std::vector<CurvePoint> points_of(const Tensor& rows, Index steps_per_point) {
  const auto is_count = [](double number) {
    return number >= 0 && number < 0x1p53 && std::floor(number) == number;
  };
  const auto values = rows.to_vector<double>();
  std::vector<CurvePoint> points;
  for (auto row = values.begin(); row != values.end(); row += kColumns) {
    if (!is_count(row[0]) || !is_count(row[1]) || !is_count(row[2]) || !is_count(row[6])) return {};
    const CurvePoint point = {.first = static_cast<Index>(row[0]),
                              .last = static_cast<Index>(row[1]),
                              .count = static_cast<Index>(row[2]),
                              .sum = row[3],
                              .least = row[4],
                              .most = row[5],
                              .not_finite = static_cast<Index>(row[6])};
    const Index bin = point.first / steps_per_point;
    if (point.last < point.first || point.last / steps_per_point != bin) return {};
    if (!points.empty() && points.back().last / steps_per_point >= bin) return {};
    points.push_back(point);
  }
  return points;
}

}  // namespace

double CurvePoint::mean() const {
  return count > 0 ? sum / static_cast<double>(count) : std::numeric_limits<double>::quiet_NaN();
}

void Curve::add(Index step, double value) {
  if (step < 0 || (!points_.empty() && step <= points_.back().last)) {
    throw ValueError(fmt::format("Curve: step {} is not after {}", step,
                                 points_.empty() ? -1 : points_.back().last),
                     "add the values of a training in the order of its steps");
  }
  if (points_.empty() || points_.back().first / steps_per_point_ != step / steps_per_point_) {
    points_.push_back({.first = step, .last = step});
  }
  points_.back().last = step;
  add_value(points_.back(), value);
  if (points_.size() > kMostPoints) merge_points(kMostPoints * 3 / 4);
}

void Curve::remove_after(Index step) {
  std::erase_if(points_, [&](const CurvePoint& point) { return point.last > step; });
}

void Curve::merge_points(std::size_t most) {
  while (points_.size() > most) {
    steps_per_point_ *= 2;
    std::vector<CurvePoint> merged;
    for (const CurvePoint& point : points_) {
      if (!merged.empty() &&
          merged.back().first / steps_per_point_ == point.first / steps_per_point_) {
        merge(merged.back(), point);
      } else {
        merged.push_back(point);
      }
    }
    points_ = std::move(merged);
  }
}

Curve Curve::thinned(std::size_t most) const {
  if (most == 0) throw ValueError("Curve: a curve cannot be thinned to 0 points");
  Curve result = *this;
  result.merge_points(most);
  return result;
}

StateDict Curve::state_dict() const {
  std::vector<double> rows;
  for (const CurvePoint& point : points_) {
    for (const Index number : {point.first, point.last, point.count}) {
      rows.push_back(static_cast<double>(number));
    }
    rows.insert(rows.end(), {point.sum, point.least, point.most});
    rows.push_back(static_cast<double>(point.not_finite));
  }
  return {{kPoints, from_vector(rows, {static_cast<Index>(points_.size()), kColumns})},
          {kStepsPerPoint, full({}, steps_per_point_, int64)}};
}

void Curve::load_state_dict(const StateDict& state) {
  const auto found = state.find(kPoints);
  const bool is_table =
      found != state.end() && found->second.defined() && found->second.rank() == 2;
  const Index count = is_table ? found->second.size(0) : 0;
  check_state("Curve", state, {{kPoints, float64, {count, kColumns}}, {kStepsPerPoint, int64, {}}});
  const auto steps_per_point = state.at(kStepsPerPoint).item<Index>();
  std::vector<CurvePoint> points;
  if (steps_per_point > 0) points = points_of(found->second, steps_per_point);
  if (steps_per_point <= 0 || points.size() != static_cast<std::size_t>(count)) {
    throw ValueError(
        fmt::format("Curve: the state of {} points with {} steps each is not that of a curve",
                    count, steps_per_point));
  }
  points_ = std::move(points);
  steps_per_point_ = steps_per_point;
}

}  // namespace xgrad::nn::training
