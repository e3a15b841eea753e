// Shape, Strides and Axes: types of their own, written and printed alike.
#include <xgrad/core/axes.hpp>
#include <xgrad/core/format.hpp>

#include <boost/test/unit_test.hpp>

#include <concepts>
#include <tuple>
#include <type_traits>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(axis_lists)

namespace {

template <class A, class B>
concept Comparable = requires(const A& a, const B& b) {
  a == b;
};
template <class A, class B>
concept Assignable = std::is_assignable_v<A&, const B&>;

// True when a list of one kind can take the place of another kind.
template <class A, class B>
constexpr bool mix() {
  return std::is_convertible_v<A, B> || std::is_convertible_v<B, A> || Assignable<A, B> ||
         Assignable<B, A> || Comparable<A, B>;
}

static_assert(!mix<Shape, Strides>());
static_assert(!mix<Shape, Axes>());
static_assert(!mix<Strides, Axes>());
// An index or a list of shifts is neither.
static_assert(!std::is_convertible_v<Dims, Shape> && !std::is_convertible_v<Dims, Strides> &&
              !std::is_convertible_v<Dims, Axes>);
static_assert(!Comparable<Dims, Shape>);

// A single number is an axis, but no shape.
static_assert(std::is_convertible_v<Index, Axes>);
static_assert(!std::is_convertible_v<Index, Shape> && !std::is_convertible_v<Index, Strides>);

}  // namespace

using Kinds = std::tuple<Dims, Shape, Strides, Axes>;
using Filled = std::tuple<Dims, Shape, Strides>;

BOOST_AUTO_TEST_CASE_TEMPLATE(lists_of_every_kind_are_written_in_braces, List, Kinds) {
  List list = {2, -3};
  BOOST_TEST(list.size() == 2u);
  BOOST_TEST((list == List{2, -3}));
  BOOST_TEST(!(list == List{2, -3, 1}));
  BOOST_TEST(!(list == List{2, 3}));
  list.push_back(4);
  BOOST_TEST(to_string(list) == "[2, -3, 4]");
  BOOST_TEST(fmt::format("{}", list) == "[2, -3, 4]");
  list = {};
  BOOST_TEST(list.empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(filled_repeats_a_value, List, Filled) {
  static_assert(std::same_as<decltype(List::filled(2, 7)), List>);
  BOOST_TEST((List::filled(3, 7) == List{7, 7, 7}));
  BOOST_TEST(List::filled(0, 7).empty());
}

BOOST_AUTO_TEST_CASE(a_conversion_of_a_list_to_another_kind_is_explicit) {
  BOOST_TEST((Strides(Shape{2, 3}) == Strides{2, 3}));
  BOOST_TEST((Axes(Dims{1, 0}) == Axes{1, 0}));
}

BOOST_AUTO_TEST_SUITE_END()
