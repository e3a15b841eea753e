// Linear recurrences: every way to cut them against the sum of products in double precision.
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/scan.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/core/threads.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include <cmath>
#include <limits>
#include <ostream>

namespace kernels = xgrad::kernels;
using namespace test;

BOOST_AUTO_TEST_SUITE(scan)

namespace {

struct Case {
  Index steps, columns, parts;
  bool reverse = false;
};
std::ostream& operator<<(std::ostream& stream, const Case& c) {
  return stream << c.steps << " x " << c.columns << " in " << c.parts << " parts"
                << (c.reverse ? ", backwards" : "");
}

const Case kCases[] = {{1, 1, 1},       {1, 5, 4},          {2, 3, 1, true},     {4, 1, 2},
                       {4, 7, 2, true}, {9, 3, 3},          {17, 8, 4, true},    {100, 1, 1},
                       {100, 1, 7},     {100, 65, 2},       {257, 33, 3, true},  {1000, 3, 1},
                       {1000, 3, 5},    {1000, 3, 1, true}, {1000, 17, 4, true}, {300, 1030, 1},
                       {300, 1030, 0},  {300, 1030, 3},     {100000, 2, 0},      {100000, 2, 2}};

// Restores the number of threads.
struct Threads {
  explicit Threads(int count) : before(xgrad::num_threads()) { xgrad::set_num_threads(count); }
  ~Threads() { xgrad::set_num_threads(before); }
  const int before;
};

template <class T>
struct Operands {
  explicit Operands(const Case& c)
      : a(wave({c.steps, c.columns}, 1, 0.9)),
        b(wave({c.steps, c.columns}, 2, 1)),
        before(wave({c.columns}, 3, 1)) {}
  static Array wave(const Shape& shape, double phase, double size) {
    Array x = Array::empty(shape, xgrad::dtype_of<T>());
    for (Index i = 0; i < x.numel(); ++i)
      x.mutable_data<T>()[i] =
          static_cast<T>(size * std::cos(0.7 * static_cast<double>(i) + phase));
    return x;
  }
  Array scanned(const Case& c) const {
    Array h = Array::empty(a.shape(), a.dtype());
    kernels::linear_scan_into(h, a, b, before, c.reverse, c.parts);
    return h;
  }
  Array a, b, before;
};

// The largest distance of `h` from the recurrence in double, in eps of that recurrence over absolute
// values; infinity for NaN.
template <class T>
double distance(const Operands<T>& x, const Case& c, const Array& h) {
  double largest = 0;
  for (Index k = 0; k < c.columns; ++k) {
    double state = x.before.template data<T>()[k], size = std::abs(state);
    for (Index i = 0; i < c.steps; ++i) {
      const Index at = (c.reverse ? c.steps - 1 - i : i) * c.columns + k;
      const double a = x.a.template data<T>()[at], b = x.b.template data<T>()[at];
      state = a * state + b;
      size = std::abs(a) * size + std::abs(b);
      const double error =
          std::abs(h.data<T>()[at] - state) / (size * std::numeric_limits<T>::epsilon());
      if (!(error <= largest)) largest = std::isnan(error) ? INFINITY : error;
    }
  }
  return largest;
}

}  // namespace

BOOST_DATA_TEST_CASE(linear_scan_equals_a_loop, boost::unit_test::data::make(kCases), c) {
  for (const int threads : {1, 3}) {
    const Threads scope(threads);
    const Operands<float> single(c);
    const Operands<double> twice(c);
    BOOST_TEST(distance(single, c, single.scanned(c)) < 1.5);
    BOOST_TEST(distance(twice, c, twice.scanned(c)) < 2.5);
  }
}

BOOST_AUTO_TEST_CASE(linear_scan_takes_any_strides) {
  const Case c = {.steps = 20, .columns = 6, .parts = 0};
  const Operands<double> x(c);
  const auto scanned = [](const Array& a, const Array& b, const Array& before, bool reverse) {
    Array h =
        kernels::narrow(Array::empty({b.shape()[0] + 2, 2, 3}, b.dtype()), 0, 1, b.shape()[0]);
    kernels::linear_scan_into(h, a, b, before, reverse);
    return values(h);
  };
  for (const bool reverse : {false, true}) {
    const Array a = kernels::reshape(x.a, {20, 2, 3}), b = kernels::reshape(x.b, {20, 2, 3});
    const Array before = kernels::reshape(x.before, {2, 3});
    BOOST_TEST(scanned(a, b, before, reverse) ==
               scanned(awkward(a), awkward(b), awkward(before), reverse));
    BOOST_TEST(scanned(kernels::slice(a, 0, 0, 20, 3), kernels::slice(b, 0, 19, -21, -3), before,
                       reverse) == scanned(kernels::copy(kernels::slice(a, 0, 0, 20, 3)),
                                           kernels::copy(kernels::slice(b, 0, 19, -21, -3)), before,
                                           reverse));
    const Array same = kernels::expand(kernels::select(a, 0, 1), {20, 2, 3});  // at all steps
    BOOST_TEST(scanned(same, b, before, reverse) ==
               scanned(kernels::copy(same), b, before, reverse));
  }
}

BOOST_AUTO_TEST_CASE(linear_scan_in_parts_keeps_zeros_and_nonfinite_values) {
  const Case whole = {.steps = 400, .columns = 5, .parts = 1};
  Case cut = whole;
  cut.parts = 3;
  Operands<float> x(whole);
  float* const a = x.a.mutable_data<float>();
  for (Index i = 0; i < x.a.numel(); i += 7) a[i] = 0;  // episodes begin
  BOOST_TEST(distance(x, cut, x.scanned(cut)) < 1);
  // States that stay 0 under factors whose product is beyond all numbers.
  std::fill_n(a, x.a.numel(), 10.0F);
  kernels::fill(x.b, 0);
  kernels::fill(x.before, 0);
  BOOST_TEST(values<float>(x.scanned(cut)) == std::vector<float>(2000, 0));
  // An infinite term reaches what comes after it alone.
  std::fill_n(a, x.a.numel(), 0.5F);
  x.b.mutable_data<float>()[300 * 5 + 2] = std::numeric_limits<float>::infinity();
  BOOST_TEST(values<float>(x.scanned(cut)) == values<float>(x.scanned(whole)));
}

BOOST_AUTO_TEST_SUITE_END()
