// The errors of element-wise functions over the whole range of float32 and float64, subnormal
// numbers and infinities included, against long double. docs/numbers.md states these bounds.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/element_wise/activations.hpp>
#include <xgrad/autograd/ops/element_wise/exponential.hpp>
#include <xgrad/autograd/ops/element_wise/special.hpp>
#include <xgrad/autograd/ops/element_wise/trigonometric.hpp>

#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/polygamma.hpp>
#include <boost/test/unit_test.hpp>

#include "formula/run.hpp"
#include "support/flush.hpp"
#include "support/tensors.hpp"
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <random>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(accuracy)

namespace {

using Real = long double;

constexpr std::size_t kSamples = 20000;

// What the error is measured in: units in the last place of the result, or of another number if it is
// greater: where a result near 0 is the difference of greater numbers, of these; where the result is
// x w, of x times the least normal number, because a subnormal w has fewer digits.
enum class Unit { result, input, one, least_weight };

template <class T>
Real scale_of(Unit unit, T x) {
  switch (unit) {
    case Unit::result:
      return 0;
    case Unit::input:
      return fabsl(x);
    case Unit::one:
      return 1;
    case Unit::least_weight:
      return fabsl(x) * std::numeric_limits<T>::min();
  }
  return 0;
}

// A function of one number, its reference, the bound, and a range to sample evenly besides the
// numbers of all bit patterns.
struct Unary {
  const char* name;
  Tensor (*function)(const Tensor&);
  Real (*reference)(Real);
  double bound = 2;
  double low = -10, high = 10;
  Unit unit = Unit::result;
};

struct Binary {
  const char* name;
  Tensor (*function)(const Tensor&, const Tensor&);
  Real (*reference)(Real, Real);
  double bound = 2;
  Unit unit = Unit::result;
};

Real softplus_of(Real x) {
  return fmaxl(x, 0) + log1pl(expl(-fabsl(x)));
}
Real sigmoid_of(Real x) {
  return x < 0 ? expl(x) / (1 + expl(x)) : 1 / (1 + expl(-x));
}
// x w, but 0 where w is 0
Real weighted_by(Real w, Real x) {
  return w == 0 ? 0 : w * x;
}
Real hardsigmoid_of(Real x) {
  return std::isnan(x) ? x : fminl(fmaxl(x + 3, 0), 6) / 6;
}
Real digamma_of(Real x) {
  if (x == 0) return copysignl(INFINITY, -x);
  if (std::isnan(x) || x == -INFINITY || (x < 0 && x == floorl(x))) return NAN;
  return x == INFINITY ? x : boost::math::digamma(x);
}
Real erfinv_of(Real x) {
  if (!(fabsl(x) <= 1)) return NAN;
  return fabsl(x) == 1 ? copysignl(INFINITY, x) : boost::math::erf_inv(x);
}

const Unary kUnary[] = {
    {"exp", exp, expl, 2, -750, 715},
    {"expm1", expm1, expm1l, 2, -50, 715},
    {"exp2", exp2, exp2l, 1, -1080, 1030},
    {"log", log, logl, 1, 0, 10},
    {"log1p", log1p, log1pl, 1, -1, 10},
    {"log2", log2, log2l, 1, 0, 10},
    {"log10", log10, log10l, 2, 0, 10},
    {"sqrt", sqrt, sqrtl, 0.5},
    {"rsqrt", rsqrt, [](Real x) { return 1 / sqrtl(x); }, 1.5, 0, 10},
    {"reciprocal", reciprocal, [](Real x) { return 1 / x; }, 0.5},
    {"square", square, [](Real x) { return x * x; }, 0.5},
    {"abs", abs, fabsl, 0},
    {"sin", sin, sinl, 1, -1e6, 1e6},
    {"cos", cos, cosl, 1, -1e6, 1e6},
    {"tan", tan, tanl, 1, -1e6, 1e6},
    {"asin", asin, asinl, 1, -1, 1},
    {"acos", acos, acosl, 1, -1, 1},
    {"atan", atan, atanl, 1},
    {"sinh", sinh, sinhl, 2, -715, 715},
    {"cosh", cosh, coshl, 2, -715, 715},
    {"tanh", tanh, tanhl, 2.6, -20, 20},
    {"asinh", asinh, asinhl, 2},
    {"acosh", acosh, acoshl, 2.2, 1, 10},
    {"atanh", atanh, atanhl, 2, -1, 1},
    {"erf", erf, erfl, 1.2, -6, 6},
    {"erfc", erfc, erfcl, 5, -6, 28},
    {"erfinv", erfinv, erfinv_of, 2.5, -1, 1},
    {"erfinv near 1", erfinv, erfinv_of, 2.5, 1 - 1e-14, 1},
    {"lgamma", lgamma, lgammal, 6, -50, 50, Unit::one},
    {"digamma", digamma, digamma_of, 40, -50, 50, Unit::one},
    {"sigmoid", sigmoid, sigmoid_of, 2, -750, 40},
    {"log_sigmoid", log_sigmoid, [](Real x) { return -softplus_of(-x); }, 2, -750, 750},
    {"softplus", softplus, softplus_of, 2, -750, 750},
    {"silu", silu, [](Real x) { return weighted_by(sigmoid_of(x), x); }, 3, -750, 40,
     Unit::least_weight},
    {"gelu", gelu, [](Real x) { return weighted_by(0.5L * erfcl(-x / sqrtl(2)), x); }, 2, -10, 10,
     Unit::input},
    {"mish", mish, [](Real x) { return weighted_by(tanhl(softplus_of(x)), x); }, 4, -750, 40,
     Unit::least_weight},
    {"relu", relu, [](Real x) { return x <= 0 ? 0 : x; }, 0},
    {"elu", [](const Tensor& x) { return elu(x); }, [](Real x) { return x < 0 ? expm1l(x) : x; }},
    {"celu", [](const Tensor& x) { return celu(x, 2); },
     [](Real x) { return x < 0 ? 2 * expm1l(x / 2) : x; }},
    {"selu", selu,
     [](Real x) {
       return x < 0 ? 1.758099340847376859940217520812L * expm1l(x)
                    : 1.05070098735548049341933498529460L * x;
     },
     3},
    {"softsign", softsign, [](Real x) { return x / (1 + fabsl(x)); }, 1.5},
    {"hardsigmoid", hardsigmoid, hardsigmoid_of, 1.5},
    {"hardswish", hardswish, [](Real x) { return weighted_by(hardsigmoid_of(x), x); }, 2.5},
    {"tanhshrink", tanhshrink, [](Real x) { return x - tanhl(x); }, 3, -10, 10, Unit::input},
};

const Binary kBinary[] = {
    {"add", add, [](Real a, Real b) { return a + b; }, 0.51},
    {"sub", sub, [](Real a, Real b) { return a - b; }, 0.51},
    {"mul", mul, [](Real a, Real b) { return a * b; }, 0.51},
    {"div", div, [](Real a, Real b) { return a / b; }, 0.51},
    {"fmod", fmod, fmodl, 0},
    {"pow", pow, powl, 1},
    {"atan2", atan2, atan2l, 1},
    {"hypot", hypot, hypotl, 1},
    {"xlogy", xlogy, [](Real a, Real b) { return std::isnan(b) ? b
                                                 : a == 0      ? 0
                                                               : a * logl(b); }},
    {"logaddexp", logaddexp,
     [](Real a, Real b) {
       return a == b ? a + logl(2) : fmaxl(a, b) + log1pl(expl(-fabsl(a - b)));
     },
     2, Unit::input},
};

// Numbers of all bit patterns, then evenly from a range, then special ones.
template <class T>
std::vector<T> samples(double low, double high, unsigned seed) {
  using Bits = std::conditional_t<std::is_same_v<T, float>, std::uint32_t, std::uint64_t>;
  using Limits = std::numeric_limits<T>;
  std::mt19937_64 engine(seed);
  std::uniform_real_distribution<double> uniform(low, high);
  std::vector<T> x = {0,  T(-0.0), Limits::min(),      -Limits::min(),      Limits::denorm_min(),
                      1,  -1,      Limits::max(),      Limits::lowest(),    -Limits::denorm_min(),
                      -2, -3,      Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN()};
  while (x.size() < kSamples) x.push_back(std::bit_cast<T>(static_cast<Bits>(engine())));
  while (x.size() < 2 * kSamples) x.push_back(static_cast<T>(uniform(engine)));
  return x;
}

// The error of a result in units in the last place of the truth, or of `scale` if it is greater.
template <class T>
double error_of(T result, Real truth, Real scale) {
  if (!(scale > fabsl(truth)) || !std::isfinite(scale) || !std::isfinite(result))
    return formula_test::ulps(result, truth);
  const Real error = fabsl(static_cast<Real>(result) - truth);
  return static_cast<double>(error) * formula_test::ulps(T(0), scale) / static_cast<double>(scale);
}

template <class T>
Tensor as_tensor(const std::vector<T>& x) {
  return test::constant<T>({static_cast<Index>(x.size())}, x);
}

// The greatest error, and where it is.
struct Worst {
  double error = 0;
  Real at = 0;
  void add(double other, Real x) {
    if (!(other <= error)) *this = {other, x};
  }
};

void report(const char* name, const char* dtype, const Worst& worst, double bound) {
  BOOST_TEST_MESSAGE(name << " " << dtype << ": " << worst.error << " ulp at " << worst.at);
  BOOST_TEST(worst.error <= bound,
             name << " " << dtype << " is off by " << worst.error << " ulp at " << worst.at);
}

template <class T>
void check_unary(const char* dtype) {
  const test::Flush exact(false);
  for (const Unary& row : kUnary) {
    const std::vector<T> x = samples<T>(row.low, row.high, 1);
    const std::vector<T> y = test::values<T>(row.function(as_tensor(x)));
    Worst worst;
    for (std::size_t k = 0; k < x.size(); ++k) {
      const Real truth = row.reference(x[k]);
      worst.add(error_of(y[k], truth, scale_of(row.unit, x[k])), x[k]);
    }
    report(row.name, dtype, worst, row.bound);
  }
}

template <class T>
void check_binary(const char* dtype) {
  const test::Flush exact(false);
  for (const Binary& row : kBinary) {
    const std::vector<T> a = samples<T>(-10, 10, 2), b = samples<T>(-10, 10, 3);
    const std::vector<T> y = test::values<T>(row.function(as_tensor(a), as_tensor(b)));
    Worst worst;
    for (std::size_t k = 0; k < a.size(); ++k) {
      const Real scale = std::max(scale_of(row.unit, a[k]), scale_of(row.unit, b[k]));
      worst.add(error_of(y[k], row.reference(a[k], b[k]), scale), a[k]);
    }
    report(row.name, dtype, worst, row.bound);
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(functions_of_one_number) {
  check_unary<float>("float32");
  check_unary<double>("float64");
}

BOOST_AUTO_TEST_CASE(functions_of_two_numbers) {
  check_binary<float>("float32");
  check_binary<double>("float64");
}

BOOST_AUTO_TEST_CASE(polygamma_of_positive_numbers) {
  std::mt19937_64 engine(4);
  std::uniform_real_distribution<double> exponent(-20, 20);
  std::vector<double> x(4000);
  for (double& sample : x) sample = std::exp2(exponent(engine));
  for (const int n : {1, 2, 3, 7}) {
    const std::vector<double> y = test::values(polygamma(n, as_tensor(x)));
    Worst worst;
    for (std::size_t k = 0; k < x.size(); ++k) {
      worst.add(error_of<double>(y[k], boost::math::polygamma(n, Real{x[k]}), 0), x[k]);
    }
    report("polygamma", "float64", worst, 10);
  }
}

BOOST_AUTO_TEST_SUITE_END()
