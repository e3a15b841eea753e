// The helpers of the tests: what `close` accepts, and what failures print.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include <cmath>
#include <limits>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

using namespace xgrad;
using test::close;

BOOST_AUTO_TEST_SUITE(test_support)

namespace {

std::string message_of(boost::test_tools::assertion_result result) {
  return result ? "" : result.message().str();
}

template <class T>
std::string printed(const T& value) {
  std::ostringstream stream;
  stream << boost::test_tools::tt_detail::print_helper(value);
  return stream.str();
}

}  // namespace

BOOST_AUTO_TEST_CASE(close_names_the_element_furthest_beyond_its_tolerance) {
  const Tensor actual = tensor({{1.0, 2.0}, {3.5, 4.25}}, float64);
  BOOST_TEST(
      message_of(close(actual, tensor({{1.0, 2.0}, {3.0, 4.0}}, float64), {.absolute = 0.125})) ==
      "element [1, 0] is 3.5, expected 3: differs by 0.5, allowed 0.125; 2 of 4 elements "
      "differ by more than allowed");
  BOOST_TEST(message_of(close(std::vector{actual, actual}, std::vector{actual, actual + 1.0}))
                 .starts_with("tensor 1: element [0, 0] is 1, expected 2"));
}

BOOST_AUTO_TEST_CASE(close_adds_absolute_and_relative_tolerance) {
  BOOST_TEST(close(9, 8, {.absolute = 1}));
  BOOST_TEST(close(9, 8, {.relative = 0.125}));
  BOOST_TEST(close(10, 8, {.absolute = 1, .relative = 0.125}));
  BOOST_TEST(!close(10, 8, {.absolute = 0.5, .relative = 0.125}));
  BOOST_TEST(close(8, 8));
  BOOST_TEST(!close(std::nextafter(8.0, 9.0), 8));
}

BOOST_AUTO_TEST_CASE(close_refuses_nan_other_infinities_and_other_shapes) {
  const double inf = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(close(inf, inf));
  BOOST_TEST(!close(inf, -inf, {.relative = 1}));
  BOOST_TEST(!close(1, inf, {.relative = 1}));
  BOOST_TEST(!close(nan, nan, {.absolute = inf}));
  BOOST_TEST(message_of(close(ones({2}), ones({1, 2}))) == "shape [2], expected shape [1, 2]");
  BOOST_TEST(message_of(close(ones({2}), std::vector<double>{1, 1, 1})) ==
             "shape [2], expected 3 elements");
}

BOOST_AUTO_TEST_CASE(failures_print_shapes_dtypes_and_containers) {
  BOOST_TEST(printed(Shape{2, 3}) == "[2, 3]");
  BOOST_TEST(printed(float32) == "float32");
  BOOST_TEST(printed(std::vector<std::vector<double>>{{0.5}, {}}) == "{{0.5}, {}}");
  BOOST_TEST(printed(std::pair<std::string, bool>("a", true)) == "(a, true)");
  BOOST_TEST(printed(LiveCounts{.buffers = 1, .bytes = 64, .nodes = 2}) ==
             "1 buffers, 64 bytes, 2 nodes");
}

BOOST_AUTO_TEST_SUITE_END()
