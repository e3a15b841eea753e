// Special functions in float64.
#include <xgrad/core/kernels/element_wise/special.hpp>

#include <cmath>
#include <limits>
#include <numbers>

namespace xgrad::kernels {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// The Bernoulli numbers B_2, B_4, ..., B_24.
constexpr double kBernoulli[] = {
    1.0 / 6, -1.0 / 30,     1.0 / 42,      -1.0 / 30,       5.0 / 66,       -691.0 / 2730,
    7.0 / 6, -3617.0 / 510, 43867.0 / 798, -174611.0 / 330, 854513.0 / 138, -236364091.0 / 2730};

// The distance of x to the nearest integer, exact.
double from_nearest_integer(double x) {
  return x - std::nearbyint(x);
}

// log x - 1 / (2 x) - sum of B_2k / (2 k x^2k), after steps by digamma(x) = digamma(x + 1) - 1 / x.
// x > 0
double positive_digamma(double x) {
  double steps = 0;
  for (; x < 10; ++x) steps += 1 / x;
  const double inverse_square = 1 / (x * x);
  double sum = 0, power = inverse_square;
  for (int k = 1; k <= 8; ++k, power *= inverse_square) sum += kBernoulli[k - 1] / (2 * k) * power;
  return std::log(x) - 0.5 / x - sum - steps;
}

double digamma(double x) {
  if (x == 0) return std::copysign(kInfinity, -x);
  if (x > 0) return positive_digamma(x);
  // By reflection; NaN also for -inf.
  const double r = from_nearest_integer(x);
  return r == 0 ? kNaN
                : positive_digamma(1 - x) - std::numbers::pi / std::tan(std::numbers::pi * r);
}

// The Hurwitz zeta function, the sum of 1 / (x + k)^s for k = 0, 1, ..., by the formula of Euler and
// Maclaurin after the first terms. s > 1, x > -1
double zeta(double s, double x) {
  double sum = 0, term = std::pow(x, -s);
  for (const double enough = 10 + s; x < enough; term = std::pow(++x, -s)) {
    if (std::abs(term) <= 0x1p-60 * std::abs(sum)) return sum;  // after few terms for large s
    sum += term;
  }
  sum += x * term / (s - 1) + 0.5 * term;
  // s (s + 1) ... (s + 2 k - 2) B_2k / ((2 k)! x^(s + 2 k - 1))
  term *= s / (2 * x);
  for (int k = 1; k <= 12; ++k) {
    sum += kBernoulli[k - 1] * term;
    term *= (s + 2 * k - 1) * (s + 2 * k) / ((2 * k + 1) * (2 * k + 2) * x * x);
  }
  return sum;
}

}  // namespace

double log_gamma(double x) {
  int sign = 0;
  return lgamma_r(x, &sign);
}

double polygamma(double order, double x) {
  if (order == 0) return digamma(x);
  if (std::isnan(x) || x == -kInfinity) return kNaN;
  if (x == kInfinity) return 0;
  const double s = order + 1;
  const double parity = std::fmod(order, 2) == 0 ? -1 : 1;  // (-1)^s
  const double scale = parity * std::tgamma(s);
  if (x > 0) return scale * zeta(s, x);
  // Negative numbers: the sum over all integers, which has period 1, without the terms k < 0.
  const double r = from_nearest_integer(x);
  if (r == 0) return parity * kInfinity;
  return scale * (zeta(s, r) + parity * (zeta(s, 1 - r) - zeta(s, 1 - x)));
}

double erf_inverse(double y) {
  const double p = std::abs(y), rest = 1 - p;
  if (!(rest > 0)) return rest == 0 ? std::copysign(kInfinity, y) : kNaN;
  // The approximation of Winitzki (2008), wrong by 0.2 %, then three steps of Halley's method.
  constexpr double kA = 0.147;
  const double log = std::log1p(-p * p);
  const double half = 2 / (std::numbers::pi * kA) + log / 2;
  double x = std::sqrt(std::sqrt(half * half - log / kA) - half);
  for (int step = 0; step < 3; ++step) {
    const double error = p > 0.5 ? rest - std::erfc(x) : std::erf(x) - p;  // without cancellation
    const double newton = error * (std::sqrt(std::numbers::pi) / 2) * std::exp(x * x);
    x -= newton / (1 + x * newton);
  }
  return std::copysign(x, y);
}

}  // namespace xgrad::kernels
