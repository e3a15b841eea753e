// Exact functions give the bits that C++ gives, signed zeros and subnormal numbers included, as
// compiled by the flags of this file and for the widest instruction set.
#include <boost/test/unit_test.hpp>

#include "formula/compilations.hpp"
#include "formula/run.hpp"
#include <array>
#include <cmath>
#include <limits>

BOOST_AUTO_TEST_SUITE(signs)

namespace {

using formula_test::kernels_of;
using formula_test::pick;
using formula_test::run;
using xgrad::formula::Kernels;

template <class T>
bool identical(T a, T b) {
  return (std::isnan(a) && std::isnan(b)) || (a == b && std::signbit(a) == std::signbit(b));
}

// Every pair of numbers at which signs and subnormal numbers show.
template <class T>
std::array<std::vector<T>, 2> pairs() {
  using Limits = std::numeric_limits<T>;
  std::vector<T> numbers;
  for (const T x : {T(0), Limits::denorm_min(), Limits::min(), T(1), T(3), Limits::max(),
                    Limits::infinity(), Limits::quiet_NaN()}) {
    numbers.push_back(x);
    numbers.push_back(-x);
  }
  std::array<std::vector<T>, 2> all;
  for (const T x : numbers) {
    for (const T y : numbers) all[0].push_back(x), all[1].push_back(y);
  }
  return all;
}

template <class T, int inputs, class F, class Truth>
void check(const char* name, const F& formula, const Truth& truth) {
  const auto [x, y] = pairs<T>();
  const int closure = 0;
  for (const Kernels& kernels : kernels_of<inputs>(formula)) {
    const auto columns = inputs == 1 ? formula_test::Columns<T>{x} : formula_test::Columns<T>{x, y};
    const std::vector<T> found = run<T>(pick<T>(kernels.forward), &closure, columns, 1)[0];
    for (std::size_t i = 0; i < x.size(); ++i) {
      BOOST_TEST(identical<T>(found[i], truth(x[i], y[i])),
                 name << " of " << x[i] << ", " << y[i] << " is " << found[i]);
    }
  }
}

template <class T>
void check_all() {
  check<T, 1>(
      "-x", [](auto x) { return -x; }, [](T x, T) { return -x; });
  check<T, 1>(
      "abs", [](auto x) { return abs(x); }, [](T x, T) { return std::fabs(x); });
  check<T, 1>(
      "sqrt", [](auto x) { return sqrt(x); }, [](T x, T) { return std::sqrt(x); });
  check<T, 2>(
      "x + y", [](auto x, auto y) { return x + y; }, [](T x, T y) { return x + y; });
  check<T, 2>(
      "x - y", [](auto x, auto y) { return x - y; }, [](T x, T y) { return x - y; });
  check<T, 2>(
      "x * y", [](auto x, auto y) { return x * y; }, [](T x, T y) { return x * y; });
  check<T, 2>(
      "x / y", [](auto x, auto y) { return x / y; }, [](T x, T y) { return x / y; });
  check<T, 2>(
      "where", [](auto x, auto y) { return where(x < y, -x, y); },
      [](T x, T y) { return x < y ? -x : y; });
}

}  // namespace

BOOST_AUTO_TEST_CASE(exact_functions_are_bitwise_plain_arithmetic) {
  check_all<float>();
  check_all<double>();
}

BOOST_AUTO_TEST_SUITE_END()
