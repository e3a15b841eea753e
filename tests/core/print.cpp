// Arrays as text.
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/print.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include <cmath>

using namespace test;

BOOST_AUTO_TEST_SUITE(print)

BOOST_AUTO_TEST_CASE(to_string_has_one_format_for_all_elements) {
  BOOST_TEST(to_string(array<double>({}, {2.5})) == "2.5000  float64 []");
  BOOST_TEST(to_string(array<float>({2}, {1, -20})) == "[  1., -20.]  float32 [2]");
  BOOST_TEST(to_string(array<double>({3}, {0.25, NAN, -INFINITY})) ==
             "[0.2500,    nan,   -inf]  float64 [3]");
  BOOST_TEST(to_string(array<double>({2}, {1e-5, 1})) == "[1.0000e-05, 1.0000e+00]  float64 [2]");
  BOOST_TEST(to_string(array<std::int64_t>({2}, {7, -1})) == "[ 7, -1]  int64 [2]");
  BOOST_TEST(to_string(array<bool>({2}, {true, false})) == "[ true, false]  bool [2]");
  BOOST_TEST(to_string(iota({0, 2})) == "[]  float64 [0, 2]");
  BOOST_TEST(to_string(Array()) == "undefined");
}

BOOST_AUTO_TEST_CASE(to_string_nests_axes_in_brackets) {
  BOOST_TEST(to_string(awkward(iota({2, 2, 2}))) ==
             "[[[0., 1.],\n"
             "  [2., 3.]],\n"
             "\n"
             " [[4., 5.],\n"
             "  [6., 7.]]]  float64 [2, 2, 2]");
}

BOOST_AUTO_TEST_CASE(to_string_wraps_long_rows) {
  const std::string text = to_string(iota<std::int64_t>({40}));
  BOOST_TEST(text.find('\n') != std::string::npos);
  std::size_t start = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', start)) {
    BOOST_TEST(end - start <= 80u);
    start = end + 1;
  }
  BOOST_TEST(text.substr(0, 12) == "[ 0,  1,  2,");
}

BOOST_AUTO_TEST_CASE(to_string_shortens_large_arrays) {
  BOOST_TEST(to_string(iota<std::int64_t>({2000})) ==
             "[   0,    1,    2, ..., 1997, 1998, 1999]  int64 [2000]");
  BOOST_TEST(to_string(iota<std::int64_t>({500, 4})) ==
             "[[   0,    1,    2,    3],\n"
             " [   4,    5,    6,    7],\n"
             " [   8,    9,   10,   11],\n"
             " ...,\n"
             " [1988, 1989, 1990, 1991],\n"
             " [1992, 1993, 1994, 1995],\n"
             " [1996, 1997, 1998, 1999]]  int64 [500, 4]");
}

BOOST_AUTO_TEST_SUITE_END()
