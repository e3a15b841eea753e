// Values and first and second derivatives of every function against long double, in units in the
/// last place.
#include <xgrad/core/formula/widest.hpp>

#include <boost/test/unit_test.hpp>

#include "run.hpp"
#include <numbers>
#include <random>

BOOST_AUTO_TEST_SUITE(accuracy)

namespace {

using formula_test::pick;
using formula_test::run;
using formula_test::ulps;
using xgrad::formula::compile;
using xgrad::formula::Kernels;
using xgrad::formula::widest;
using Real = long double;
using Reference = Real (*)(Real);

/// A function with its derivatives, where to sample it, and the bounds in units in the last place:
/// those of three million samples, for which of them a build meets depends on its roundings.
struct Case {
  const char* name;
  Kernels kernels;
  Reference value;
  Reference slope;
  Reference curvature;
  Real low;
  Real high;
  bool logarithmic = false;  // sample evenly in log x
  double bound = 2;          // of the value
  double slope_bound = 2.2;
  double curvature_bound = 5;
};

template <class F>
struct Compiled {
  static constexpr Kernels table = compile<F, 1>();
};
template <class F>
Kernels kernels_of(F) {
  return widest<Compiled<F>>();
}

Real sigmoid(Real x) {
  return 1 / (1 + expl(-x));
}
Real sigmoid_slope(Real x) {
  const Real e = expl(-fabsl(x));
  return e / ((1 + e) * (1 + e));
}
Real tanh_slope(Real x) {
  const Real e = expl(-2 * fabsl(x));
  return 4 * e / ((1 + e) * (1 + e));
}

const Case kCases[] = {
    {"exp", kernels_of([](auto x) { return exp(x); }), expl, expl, expl, -745, 709.7L, false, 2, 2,
     2},
    {"expm1", kernels_of([](auto x) { return expm1(x); }), expm1l, expl, expl, -50, 709.7L, false,
     2, 2, 2},
    {"expm1 near zero", kernels_of([](auto x) { return expm1(x); }), expm1l, expl, expl, 1e-30L, 1,
     true, 2, 2, 2},
    {"log", kernels_of([](auto x) { return log(x); }), logl, [](Real x) { return 1 / x; },
     [](Real x) { return -1 / (x * x); }, 1e-15L, 1e15L, true},
    {"log near one", kernels_of([](auto x) { return log(x); }), logl, [](Real x) { return 1 / x; },
     [](Real x) { return -1 / (x * x); }, 0.5, 2},
    {"log1p", kernels_of([](auto x) { return log1p(x); }), log1pl,
     [](Real x) { return 1 / (1 + x); }, [](Real x) { return -1 / ((1 + x) * (1 + x)); }, -0.5, 2},
    {"log1p of small", kernels_of([](auto x) { return log1p(x); }), log1pl,
     [](Real x) { return 1 / (1 + x); }, [](Real x) { return -1 / ((1 + x) * (1 + x)); }, 1e-30L,
     1e10L, true},
    {"sqrt", kernels_of([](auto x) { return sqrt(x); }), sqrtl,
     [](Real x) { return 0.5L / sqrtl(x); }, [](Real x) { return -0.25L / (x * sqrtl(x)); }, 1e-15L,
     1e15L, true},
    {"rsqrt", kernels_of([](auto x) { return rsqrt(x); }), [](Real x) { return 1 / sqrtl(x); },
     [](Real x) { return -0.5L / (x * sqrtl(x)); },
     [](Real x) { return 0.75L / (x * x * sqrtl(x)); }, 1e-12L, 1e12L, true},
    {"tanh", kernels_of([](auto x) { return tanh(x); }), tanhl, tanh_slope,
     [](Real x) { return -2 * tanhl(x) * tanh_slope(x); }, -30, 30, false, 2.6, 6, 9},
    {"tanh near zero", kernels_of([](auto x) { return tanh(x); }), tanhl, tanh_slope,
     [](Real x) { return -2 * tanhl(x) * tanh_slope(x); }, 1e-30L, 1, true, 2.6, 5, 6.5},
    {"sigmoid", kernels_of([](auto x) { return sigmoid(x); }), sigmoid, sigmoid_slope,
     [](Real x) { return -sigmoid_slope(x) * tanhl(x / 2); }, 1, 30, false, 2, 5, 8.5},
    {"sigmoid below", kernels_of([](auto x) { return sigmoid(x); }), sigmoid, sigmoid_slope,
     [](Real x) { return -sigmoid_slope(x) * tanhl(x / 2); }, -80, -1, false, 2, 5, 5.5},
    {"softplus", kernels_of([](auto x) { return softplus(x); }),
     [](Real x) { return log1pl(expl(x)); }, sigmoid, sigmoid_slope, -80, 80},
    {"sin", kernels_of([](auto x) { return sin(x); }), sinl, cosl, [](Real x) { return -sinl(x); },
     -100, 100},
    {"cos", kernels_of([](auto x) { return cos(x); }), cosl, [](Real x) { return -sinl(x); },
     [](Real x) { return -cosl(x); }, -1e6L, 1e6L},
    {"erf", kernels_of([](auto x) { return erf(x); }), erfl,
     [](Real x) { return 2 / sqrtl(std::numbers::pi_v<Real>) * expl(-x * x); },
     [](Real x) { return -4 * x / sqrtl(std::numbers::pi_v<Real>) * expl(-x * x); }, -2, 2, false,
     1.2, 4.2, 5},
    {"square", kernels_of([](auto x) { return square(x); }), [](Real x) { return x * x; },
     [](Real x) { return 2 * x; }, [](Real) { return 2.0L; }, -1e5L, 1e5L},
    {"abs", kernels_of([](auto x) { return abs(x); }), fabsl,
     [](Real x) { return x < 0 ? -1.0L : 1.0L; }, [](Real) { return 0.0L; }, -1e5L, 1e5L},
    {"pow", kernels_of([](auto x) { return pow(x, 2.5); }), [](Real x) { return powl(x, 2.5L); },
     [](Real x) { return 2.5L * powl(x, 1.5L); }, [](Real x) { return 3.75L * powl(x, 0.5L); },
     1e-6L, 1e6L, true},
    {"pow as exponential", kernels_of([](auto x) { return pow(3.0, x); }),
     [](Real x) { return powl(3, x); }, [](Real x) { return powl(3, x) * logl(3); },
     [](Real x) { return powl(3, x) * logl(3) * logl(3); }, -30, 30},
};

template <class T>
void check(const Case& test) {
  std::mt19937_64 engine(7);
  const bool logarithmic = test.logarithmic;
  std::uniform_real_distribution<double> uniform(
      static_cast<double>(logarithmic ? logl(test.low) : test.low),
      static_cast<double>(logarithmic ? logl(test.high) : test.high));
  std::vector<T> x(20001);
  for (T& sample : x)
    sample = static_cast<T>(logarithmic ? std::exp(uniform(engine)) : uniform(engine));
  const std::vector<T> ones(x.size(), T(1));

  const int closure = 0;  // these formulas capture nothing
  const auto y = run<T>(pick<T>(test.kernels.forward), &closure, {x}, 1)[0];
  const auto dx = run<T>(pick<T>(test.kernels.pullback), &closure, {x, ones}, 1)[0];
  const auto second = run<T>(pick<T>(test.kernels.second), &closure, {x, ones, ones}, 2);

  double worst = 0, worst_slope = 0, worst_curvature = 0, worst_motion = 0;
  T at{}, at_slope{}, at_curvature{};
  const auto keep = [](double error, double& greatest, T here, T& where) {
    if (error > greatest) greatest = error, where = here;
  };
  T ignored{};
  for (std::size_t k = 0; k < x.size(); ++k) {
    keep(ulps(y[k], test.value(x[k])), worst, x[k], at);
    keep(ulps(dx[k], test.slope(x[k])), worst_slope, x[k], at_slope);
    keep(ulps(second[0][k], test.curvature(x[k])), worst_curvature, x[k], at_curvature);
    keep(ulps(second[1][k], test.slope(x[k])), worst_motion, x[k], ignored);
  }
  BOOST_TEST_MESSAGE(test.name << (sizeof(T) == 4 ? " float32" : " float64") << ": " << worst
                               << ", slope " << worst_slope << ", curvature " << worst_curvature
                               << " ulp");
  BOOST_TEST(worst <= test.bound, test.name << " is off by " << worst << " ulp at " << at);
  BOOST_TEST(worst_slope <= test.slope_bound,
             test.name << "' is off by " << worst_slope << " ulp at " << at_slope);
  BOOST_TEST(
      worst_motion <= test.slope_bound,
      test.name << ": the gradient for the incoming gradient is off by " << worst_motion << " ulp");
  BOOST_TEST(worst_curvature <= test.curvature_bound,
             test.name << "'' is off by " << worst_curvature << " ulp at " << at_curvature);
}

}  // namespace

BOOST_AUTO_TEST_CASE(float32) {
  for (const Case& test : kCases) check<float>(test);
}

BOOST_AUTO_TEST_CASE(float64) {
  for (const Case& test : kCases) check<double>(test);
}

BOOST_AUTO_TEST_SUITE_END()
