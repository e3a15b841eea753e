// The line search for the strong Wolfe conditions alone, on functions of one variable.
#include <xgrad/optim/lbfgs/strong_wolfe.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include "support/close.hpp"
#include <cmath>
#include <limits>

using namespace test;
using namespace xgrad::optim;

BOOST_AUTO_TEST_SUITE(strong_wolfe_search)

namespace {

// The functions 1 and 2 of More & Thuente (1994), and one with many minima.
LinePoint more_thuente(double t) {
  const double divisor = t * t + 2;
  return {t, -t / divisor, (t * t - 2) / (divisor * divisor)};
}
LinePoint steep(double t) {
  const double x = t + 0.1;
  return {t, std::pow(x, 5) - 2 * std::pow(x, 4), 5 * std::pow(x, 4) - 8 * std::pow(x, 3)};
}
LinePoint waves(double t) {
  return {t, 0.1 * t * t - t + 0.8 * std::sin(4 * t + 2), 0.2 * t - 1 + 3.2 * std::cos(4 * t + 2)};
}

struct Row {
  LinePoint (*function)(double);
  double first;  // t of the first evaluation
  double t, loss;
  Index evaluations;
};

// PyTorch 1.13.1:
//   from torch.optim.lbfgs import _strong_wolfe
//   def more_thuente(t): return -t / (t * t + 2)
//   def steep(t): return (t + 0.1) ** 5 - 2 * (t + 0.1) ** 4
//   def waves(t): return 0.1 * t * t - t + 0.8 * torch.sin(4 * t + 2)
//   d = torch.ones(1, dtype=torch.float64)
//   for f in (more_thuente, steep, waves):
//       def at(x, t, d):
//           p = torch.tensor([float(t)], dtype=torch.float64, requires_grad=True)
//           loss = f(p).sum(); loss.backward()
//           return loss.item(), p.grad
//       start, g = at(None, 0, d)
//       for first in (1e-3, 0.1, 0.6, 1, 2.5, 10, 1000):
//           loss, _, t, evaluations = _strong_wolfe(at, None, first, d, start, g, g.dot(d))
//           print(f.__name__, first, float(t), loss, evaluations)
const Row kRows[] = {{more_thuente, 0.001, 0.8230493060851504, -0.3074050133615483, 4},
                     {more_thuente, 0.1, 0.8223032964539972, -0.30726724784661175, 2},
                     {more_thuente, 0.6, 0.6, -0.2542372881355932, 1},
                     {more_thuente, 1, 1.0, -0.3333333333333333, 1},
                     {more_thuente, 2.5, 2.5, -0.30303030303030304, 1},
                     {more_thuente, 10, 10.0, -0.09803921568627451, 1},
                     {more_thuente, 1000, 333.33500000283334, -0.002999931001831451, 26},
                     {steep, 0.001, 1.4999998135915826, -2.6214399999996445, 10},
                     {steep, 0.1, 1.4999967017212783, -2.6214399998886027, 7},
                     {steep, 0.6, 1.4999906277202424, -2.6214399991005326, 6},
                     {steep, 1, 1.4999999998362532, -2.6214399999999998, 7},
                     {steep, 2.5, 1.4998698289545402, -2.621439826516541, 4},
                     {steep, 10, 1.5000007906677417, -2.6214399999935996, 7},
                     {steep, 1000, 1.4998752285192627, -2.6214398406093373, 12},
                     {waves, 0.001, 0.9188114508171238, -1.2913318935340476, 4},
                     {waves, 0.1, 0.9374970845957344, -1.2562383025218904, 2},
                     {waves, 0.6, 0.6, -1.3252816591116128, 1},
                     {waves, 1, 0.8343974114097916, -1.4134520629814529, 2},
                     {waves, 2.5, 2.3060232670550844, -2.5534513454212773, 3},
                     {waves, 10, 10.0, -0.7332172383325071, 1},
                     {waves, 1000, 7.031691605069469, -2.855704502868897, 4}};

}  // namespace

BOOST_AUTO_TEST_CASE(strong_wolfe_matches_pytorch) {
  for (const Row& row : kRows) {
    const auto [point, evaluations] =
        strong_wolfe(row.function, row.function(0), row.first, 1, 1e-9);
    BOOST_TEST_CONTEXT("row " << &row - kRows) {
      BOOST_TEST(close(point.t, row.t, {.relative = 1e-9}));
      BOOST_TEST(close(point.loss, row.loss, {.relative = 1e-12}));
      BOOST_TEST(point.slope == row.function(point.t).slope);
      BOOST_TEST(evaluations == row.evaluations);
    }
  }
}

BOOST_AUTO_TEST_CASE(strong_wolfe_ends_for_nan) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto [point, evaluations] = strong_wolfe(
      [=](double t) -> LinePoint {
        return {t, nan, nan};
      },
      {0, 1, -1}, 1, 1, 1e-9);
  BOOST_TEST(evaluations == 26);
  BOOST_TEST(point.t == 0);
  BOOST_TEST(point.loss == 1);
}

BOOST_AUTO_TEST_CASE(strong_wolfe_accepts_no_point_whose_loss_or_slope_is_not_finite) {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const LinePoint& beyond : {LinePoint{0, infinity, 1},
                                  {0, -infinity, -1},
                                  {0, -2, infinity},
                                  {0, std::numeric_limits<double>::quiet_NaN(), -1}}) {
    const auto function = [&](double t) -> LinePoint {
      if (t > 0.3) return {t, beyond.loss, beyond.slope};
      return {t, (t - 0.2) * (t - 0.2), 2 * (t - 0.2)};
    };
    for (const double first : {0.01, 1.0, 1000.0}) {
      const LinePoint point = strong_wolfe(function, function(0), first, 1, 1e-9).point;
      BOOST_TEST(point.loss < 0.04);
      BOOST_TEST((point.t > 0 && point.t <= 0.3));
    }
  }
}

// The squares of the interpolation overflow before the losses do.
BOOST_AUTO_TEST_CASE(strong_wolfe_interpolates_no_nan_between_large_losses) {
  const auto function = [](double t) -> LinePoint {
    return {t, std::exp(400 * t) - 2000 * t, 400 * std::exp(400 * t) - 2000};
  };
  const LinePoint point = strong_wolfe(function, function(0), 1, 1, 1e-9).point;
  BOOST_TEST(point.loss < 1);
  BOOST_TEST(std::isfinite(point.t));
}

BOOST_AUTO_TEST_SUITE_END()
