// What a failing BOOST_TEST(a == b) prints: both shapes, dtypes and counts; the elements of
// containers that differ.
#pragma once

#include <xgrad/core/memory.hpp>
#include <xgrad/core/numbers/dtype.hpp>
#include <xgrad/core/shape.hpp>

#include <boost/test/unit_test.hpp>

#include <concepts>
#include <cstdint>
#include <map>
#include <ostream>
#include <ranges>
#include <type_traits>
#include <vector>

namespace test {

template <class T>
concept DerivedFromDims = std::derived_from<std::remove_cvref_t<T>, xgrad::Dims>;
template <class T>
concept WithoutOutput = !boost::has_left_shift<std::ostream, T>::value;

}  // namespace test

/// Shapes and strides are compared and printed as a whole.
template <test::DerivedFromDims T>
struct boost::unit_test::is_forward_iterable<T> : boost::mpl::false_ {};

/// Containers are compared element by element; otherwise Boost.Test prints nothing of them.
template <class T>
struct boost::test_tools::assertion::specialized_compare<std::vector<T>> : boost::mpl::true_ {};
template <class Key, class T>
struct boost::test_tools::assertion::specialized_compare<std::map<Key, T>> : boost::mpl::true_ {};

/// Types of the library by their to_string() or name_of(), enumerators as numbers, pointers as
/// addresses, containers as "{1, 2}", pairs as "(1, 2)".
template <test::WithoutOutput T>
struct boost::test_tools::tt_detail::print_log_value<T> {
  void operator()(std::ostream& stream, const T& value) {
    if constexpr (requires { to_string(value); }) {
      stream << to_string(value);
    } else if constexpr (requires { name_of(value); }) {
      stream << name_of(value);
    } else if constexpr (std::is_enum_v<T>) {
      stream << static_cast<std::int64_t>(value);
    } else if constexpr (requires { value.get(); }) {
      stream << value.get();
    } else if constexpr (std::same_as<T, xgrad::LiveCounts>) {
      stream << value.buffers << " buffers, " << value.bytes << " bytes, " << value.nodes
             << " nodes";
    } else if constexpr (std::ranges::range<const T>) {
      const char* separator = "{";
      for (const auto& element : value) {
        stream << separator << print_helper(element);
        separator = ", ";
      }
      stream << (value.empty() ? "{}" : "}");
    } else {
      stream << '(' << print_helper(value.first) << ", " << print_helper(value.second) << ')';
    }
  }
};
