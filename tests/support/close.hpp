// Closeness of numbers, for BOOST_TEST(close(actual, expected, {.absolute = 1e-15})).
#pragma once

#include <xgrad/autograd/ops/shape/shape.hpp>

#include <boost/test/unit_test.hpp>

#include <concepts>
#include <cstddef>
#include <optional>
#include <ranges>
#include <vector>

namespace test {

/// The elements of a tensor, a parameter or a list of numbers, as doubles.
struct Elements {
  Elements(const xgrad::Tensor& x);
  template <std::convertible_to<xgrad::Tensor> Parameter>
  Elements(const Parameter& x) : Elements(static_cast<xgrad::Tensor>(x)) {}
  template <std::ranges::range Numbers>
  Elements(const Numbers& numbers) : values(numbers.begin(), numbers.end()) {}
  template <std::size_t N>
  Elements(const double (&numbers)[N]) : values(numbers, numbers + N) {}
  Elements(double number) : values{number} {}

  std::optional<xgrad::Shape> shape;  // of a tensor
  std::vector<double> values;
};

/// The allowed error of an element x is absolute + relative * |x|.
struct Tolerance {
  double absolute = 0;
  double relative = 0;
};

/// True when the shapes agree, or the numbers of elements where one side is a list, and every
/// element is within the tolerance of the expected one. NaN is not close to anything, an infinity
/// only to itself. The message of a failure names the element with the largest error beyond its
/// tolerance.
boost::test_tools::assertion_result close(const Elements& actual, const Elements& expected,
                                          const Tolerance& tolerance = {});

/// True when the lists have the same length and each tensor is close to the expected one.
boost::test_tools::assertion_result close(const std::vector<xgrad::Tensor>& actual,
                                          const std::vector<xgrad::Tensor>& expected,
                                          const Tolerance& tolerance = {});

}  // namespace test
