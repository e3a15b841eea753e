// Bracketing and zooming with cubic interpolation.
#include <xgrad/optim/lbfgs/strong_wolfe.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace xgrad::optim {
namespace {

constexpr Index kMostIterations = 25;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kDecrease = 1e-4, kCurvature = 0.9;  // c1 and c2

// The minimum in [least, most] of the cubic polynomial with the losses and slopes of both points
// (equation 3.59); their centre if it has none, or if the losses are too large for the formula.
double cubic_minimum(const LinePoint& a, const LinePoint& b, double least, double most) {
  const double d1 = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.t - b.t);
  const double square = d1 * d1 - a.slope * b.slope;
  const double centre = (least + most) / 2;
  if (!(square >= 0 && std::isfinite(square))) return centre;
  const double d2 = std::sqrt(square);
  const bool sorted = a.t <= b.t;
  const LinePoint &left = sorted ? a : b, &right = sorted ? b : a;
  const double t = right.t - (right.t - left.t) *
                                 ((right.slope + d2 - d1) / (right.slope - left.slope + 2 * d2));
  return std::isfinite(t) ? std::min(std::max(t, least), most) : centre;
}

struct Search {
  const std::function<LinePoint(double)>& evaluate_at;
  const LinePoint& start;
  Index evaluations = 0;
  Index iteration = 0;

  // A point where the loss or its slope is not finite counts as infinitely high: it is never accepted.
  LinePoint evaluate(double t) {
    ++evaluations;
    LinePoint point = evaluate_at(t);
    if (!std::isfinite(point.loss) || !std::isfinite(point.slope)) point.loss = kInfinity;
    return point;
  }
  bool too_high(const LinePoint& point) const {
    return point.loss == kInfinity || point.loss > start.loss + kDecrease * point.t * start.slope;
  }
  bool is_flat(const LinePoint& point) const {
    return std::abs(point.slope) <= -kCurvature * start.slope;
  }
};

// Two points between which there is one that satisfies the conditions.
struct Bracket {
  LinePoint points[2];
  int low = 0;  // index of the point with the lower loss

  void sort() { low = points[0].loss <= points[1].loss ? 0 : 1; }
  LinePoint& lower() { return points[low]; }
  LinePoint& higher() { return points[1 - low]; }
  double left() const { return std::min(points[0].t, points[1].t); }
  double right() const { return std::max(points[0].t, points[1].t); }
};

// Extends the step until a bracket is found; true if `bracket.points[0]` satisfies the conditions.
bool find_bracket(Search& search, double t, Bracket& bracket) {
  LinePoint previous = search.start, now = search.evaluate(t);
  for (; search.iteration < kMostIterations; ++search.iteration) {
    const bool is_above =
        search.too_high(now) || (search.iteration > 1 && now.loss >= previous.loss);
    if (!is_above && search.is_flat(now)) {
      bracket.points[0] = now;
      return true;
    }
    if (is_above || now.slope >= 0) {
      bracket.points[0] = previous;
      bracket.points[1] = now;
      return false;
    }
    const double next =
        cubic_minimum(previous, now, now.t + 0.01 * (now.t - previous.t), now.t * 10);
    previous = std::exchange(now, search.evaluate(next));
  }
  bracket.points[0] = search.start;
  bracket.points[1] = now;
  return false;
}

// A point inside the bracket. If interpolation gives one close to its boundary, twice in a row or
// outside, the result is a tenth of the bracket away from the boundary.
double point_inside(const Bracket& bracket, bool& close_before) {
  const double left = bracket.left(), right = bracket.right(), margin = 0.1 * (right - left);
  const double t = cubic_minimum(bracket.points[0], bracket.points[1], left, right);
  const bool is_close = std::min(right - t, t - left) < margin;
  if (is_close && (close_before || t >= right || t <= left)) {
    close_before = false;
    return std::abs(t - right) < std::abs(t - left) ? right - margin : left + margin;
  }
  close_before = is_close;
  return t;
}

// Shrinks the bracket until its lower point satisfies the conditions, or a limit is reached.
void zoom(Search& search, Bracket& bracket, double largest_of_d, double tolerance_change) {
  bool close_before = false;
  while (search.iteration < kMostIterations) {
    if ((bracket.right() - bracket.left()) * largest_of_d < tolerance_change) return;
    const LinePoint now = search.evaluate(point_inside(bracket, close_before));
    ++search.iteration;
    if (search.too_high(now) || now.loss >= bracket.lower().loss) {
      bracket.higher() = now;
      bracket.sort();
      continue;
    }
    const bool found = search.is_flat(now);
    if (!found && now.slope * (bracket.higher().t - bracket.lower().t) >= 0) {
      bracket.higher() = bracket.lower();
    }
    bracket.lower() = now;
    if (found) return;
  }
}

}  // namespace

LineSearchResult strong_wolfe(const std::function<LinePoint(double t)>& evaluate,
                              const LinePoint& start, double t, double largest_of_d,
                              double tolerance_change) {
  Search search{evaluate, start};
  Bracket bracket;
  if (!find_bracket(search, t, bracket)) {
    bracket.sort();
    zoom(search, bracket, largest_of_d, tolerance_change);
  }
  return {bracket.lower(), search.evaluations};
}

}  // namespace xgrad::optim
