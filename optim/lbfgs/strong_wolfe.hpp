// A line search for the strong Wolfe conditions.
#pragma once

#include <xgrad/core/array.hpp>

#include <functional>

namespace xgrad::optim {

/// A point x + t d on a line: the loss, its derivative along d, and its gradient.
struct LinePoint {
  double t = 0, loss = 0, slope = 0;
  Array gradient = {};
};

/// The point that a line search found, and how often it evaluated the loss.
struct LineSearchResult {
  LinePoint point;
  Index evaluations;
};

/// Searches t > 0 with a sufficient decrease of the loss and a slope close to 0 (Nocedal & Wright
/// 2006, algorithms 3.5 and 3.6), as PyTorch 1.13 does; the search begins at `t`, and `start` is the
/// point at 0. It ends after 25 iterations, or when the points between which it searches, times
/// `largest_of_d`, are closer than `tolerance_change`. A point t > 0 with a loss or slope that is not
/// finite is never the result.
LineSearchResult strong_wolfe(const std::function<LinePoint(double t)>& evaluate,
                              const LinePoint& start, double t, double largest_of_d,
                              double tolerance_change);

}  // namespace xgrad::optim
