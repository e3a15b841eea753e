// Functions of subnormal numbers, and with subnormal results, against long double: as compiled by
// the flags of this file and for the widest instruction set.
#include <boost/test/unit_test.hpp>

#include "formula/compilations.hpp"
#include "formula/run.hpp"
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

BOOST_AUTO_TEST_SUITE(subnormal_numbers)

namespace {

using formula_test::Columns;
using formula_test::kernels_of;
using formula_test::pick;
using formula_test::run;
using xgrad::formula::Kernels;
using Real = long double;

// The distance in units in the last place, which are all of one size among subnormal numbers.
template <class T>
double steps(T result, Real truth) {
  const T rounded = static_cast<T>(truth);
  if (std::isinf(rounded) || std::isnan(rounded)) {
    return result == rounded || (std::isnan(result) && std::isnan(rounded)) ? 0 : INFINITY;
  }
  int exponent = 0;
  std::frexp(rounded, &exponent);
  const int least = std::numeric_limits<T>::min_exponent - std::numeric_limits<T>::digits;
  const Real unit = std::ldexp(1.0L, std::max(exponent - std::numeric_limits<T>::digits, least));
  return static_cast<double>(std::fabs(static_cast<Real>(result) - truth) / unit);
}

/// All sizes of subnormal numbers, both neighbours of the smallest normal one, and 0.
template <class T>
std::vector<T> subnormals(bool negative) {
  using Limits = std::numeric_limits<T>;
  std::vector<T> x = {T(0),
                      Limits::denorm_min(),
                      3 * Limits::denorm_min(),
                      Limits::min(),
                      std::nextafter(Limits::min(), T(0)),
                      std::nextafter(Limits::min(), T(1))};
  for (T size = Limits::denorm_min(); size < Limits::min(); size *= T(1.7)) x.push_back(size);
  if (negative) {
    const std::size_t count = x.size();
    for (std::size_t i = 0; i < count; ++i) x.push_back(-x[i]);
  }
  return x;
}

/// Numbers from low to high.
template <class T>
std::vector<T> between(T low, T high) {
  std::vector<T> x;
  for (int i = 0; i <= 1000; ++i) x.push_back(low + (high - low) * static_cast<T>(i) / T(1000));
  return x;
}

/// Below the first, e^x is subnormal; below the second, it is 0.
template <class T>
std::vector<T> decaying() {
  return std::is_same_v<T, float> ? between<T>(T(-106), T(-86)) : between<T>(T(-748), T(-706));
}

template <class T>
void check_column(const char* name, const std::vector<T>& x, const std::vector<T>& found,
                  Real (*truth)(Real), double bound) {
  double worst = 0;
  T at{};
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double error = steps(found[i], truth(static_cast<Real>(x[i])));
    if (error > worst) worst = error, at = x[i];
  }
  BOOST_TEST(worst <= bound, name << " is off by " << worst << " steps at " << at);
}

template <class T>
void check(const char* name, const std::array<Kernels, 2>& compilations, const std::vector<T>& x,
           Real (*value)(Real), Real (*slope)(Real) = nullptr, double bound = 2) {
  const int closure = 0;
  const std::vector<T> ones(x.size(), T(1));
  for (const Kernels& kernels : compilations) {
    check_column(name, x, run<T>(pick<T>(kernels.forward), &closure, {x}, 1)[0], value, bound);
    if (slope == nullptr) continue;
    const auto dx = run<T>(pick<T>(kernels.pullback), &closure, {x, ones}, 1)[0];
    check_column(name, x, dx, slope, 3 * bound);
  }
}

template <class T>
void check_functions() {
  const auto logistic = [](Real x) { return 1 / (1 + expl(-x)); };
  const auto logistic_slope = [](Real x) {
    const Real e = expl(-fabsl(x));
    return e / ((1 + e) * (1 + e));
  };
  const auto tanh_slope = [](Real x) {
    const Real e = expl(-2 * fabsl(x));
    return 4 * e / ((1 + e) * (1 + e));
  };
  const std::vector<T> signs = subnormals<T>(true), positive = subnormals<T>(false);
  const std::vector<T> falls = decaying<T>();

  check<T>("exp", kernels_of([](auto x) { return exp(x); }), falls, expl, expl);
  check<T>("sigmoid", kernels_of([](auto x) { return sigmoid(x); }), falls, logistic,
           logistic_slope);
  check<T>(
      "softplus", kernels_of([](auto x) { return softplus(x); }), falls,
      [](Real x) { return log1pl(expl(x)); }, logistic);
  std::vector<T> half = falls;
  for (T& x : half) x /= 2;
  check<T>("tanh of large", kernels_of([](auto x) { return tanh(x); }), half, tanhl, tanh_slope);
  check<T>(
      "erf of large", kernels_of([](auto x) { return erf(x); }), between<T>(T(-27), T(-9)), erfl,
      [](Real x) { return 1.12837916709551257390L * expl(-x * x); }, 200);

  const auto one = [](Real) { return 1.0L; };
  check<T>("expm1", kernels_of([](auto x) { return expm1(x); }), signs, expm1l, one);
  check<T>("log1p", kernels_of([](auto x) { return log1p(x); }), signs, log1pl, one);
  check<T>("tanh", kernels_of([](auto x) { return tanh(x); }), signs, tanhl, one);
  check<T>("sin", kernels_of([](auto x) { return sin(x); }), signs, sinl, one);
  check<T>("erf", kernels_of([](auto x) { return erf(x); }), signs, erfl);
  check<T>("abs", kernels_of([](auto x) { return abs(x); }), signs, fabsl);
  check<T>("relu", kernels_of([](auto x) { return relu(x); }), signs,
           [](Real x) { return x > 0 ? x : 0; });
  check<T>("silu", kernels_of([](auto x) { return x * sigmoid(x); }), signs,
           [](Real x) { return x / 2; });
  check<T>(
      "max with itself", kernels_of([](auto x) { return max(x, x); }), signs,
      [](Real x) { return x; }, one, 0);
  check<T>("log", kernels_of([](auto x) { return log(x); }), positive, logl,
           [](Real x) { return 1 / x; });
  check<T>("sqrt", kernels_of([](auto x) { return sqrt(x); }), positive, sqrtl,
           [](Real x) { return 0.5L / sqrtl(x); });
  check<T>("rsqrt", kernels_of([](auto x) { return rsqrt(x); }), positive,
           [](Real x) { return 1 / sqrtl(x); });
  check<T>("pow", kernels_of([](auto x) { return pow(x, 0.25); }), positive,
           [](Real x) { return powl(x, 0.25L); });
  check<T>(
      "product", kernels_of([](auto x) { return x * 1048576.0; }), signs,
      [](Real x) { return x * 1048576; }, [](Real) { return 1048576.0L; }, 0.5);
}

template <class T>
void check_division() {
  const int closure = 0;
  const std::vector<T> sizes = subnormals<T>(true);
  std::vector<T> a, b;
  for (const T x : sizes) {
    for (const T y : {T(3), T(1e-3), sizes[1], sizes[3]}) a.push_back(x), b.push_back(y);
  }
  for (const Kernels& kernels : kernels_of<2>([](auto x, auto y) { return x / y; })) {
    const auto q = run<T>(pick<T>(kernels.forward), &closure, {a, b}, 1)[0];
    for (std::size_t i = 0; i < a.size(); ++i) BOOST_TEST(q[i] == a[i] / b[i]);
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(functions_in_float32) {
  check_functions<float>();
}

BOOST_AUTO_TEST_CASE(functions_in_float64) {
  check_functions<double>();
}

BOOST_AUTO_TEST_CASE(division) {
  check_division<float>();
  check_division<double>();
}

BOOST_AUTO_TEST_CASE(comparisons_tell_subnormal_numbers_from_zero) {
  const int closure = 0;
  const auto check = [&]<class T>(T) {
    const std::vector<T> x = subnormals<T>(true);
    for (const Kernels& kernels : kernels_of([](auto v) { return where(v > 0, 1 + 0 * v, 0); })) {
      const auto found = run<T>(pick<T>(kernels.forward), &closure, {x}, 1)[0];
      for (std::size_t i = 0; i < x.size(); ++i) BOOST_TEST(found[i] == (x[i] > 0 ? T(1) : T(0)));
    }
  };
  check(float{});
  check(double{});
}

BOOST_AUTO_TEST_SUITE_END()
