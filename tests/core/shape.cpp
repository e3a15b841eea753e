// Shapes: what is refused, how sizes broadcast, how axes are counted.
#include <xgrad/core/array.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"

using test::says;
using xgrad::IndexError;
using xgrad::Shape;
using xgrad::ShapeError;
using xgrad::Strides;

BOOST_AUTO_TEST_SUITE(shape)

BOOST_AUTO_TEST_CASE(elements_are_counted_without_overflow) {
  constexpr xgrad::Index kHuge = xgrad::Index{1} << 62;
  const auto count = [](const Shape& shape) { return xgrad::checked_numel("op", shape); };
  BOOST_TEST(count({}) == 1);
  BOOST_TEST(count({2, 3, 4}) == 24);
  BOOST_TEST(count({2, 0, 4}) == 0);
  BOOST_CHECK_EXCEPTION(count({2, -1}), ShapeError, says("op: shape [2, -1] has a negative size"));
  BOOST_CHECK_EXCEPTION(count({kHuge, 4}), ShapeError, says("op: shape [4611686018427387904, 4]"));
  BOOST_CHECK_EXCEPTION(count({1 << 30, 1 << 30}), ShapeError, says("than memory can address"));
  // No elements, but strides that cannot be expressed.
  BOOST_CHECK_EXCEPTION(count({0, kHuge, kHuge}), ShapeError, says("than memory can address"));
  BOOST_CHECK_EXCEPTION(count({kHuge, kHuge, 0}), ShapeError, says("than memory can address"));
}

BOOST_AUTO_TEST_CASE(ranks_are_limited) {
  Shape shape = {1, 1, 1, 1, 1, 1, 1, 1};
  BOOST_CHECK_EXCEPTION(shape.push_back(1), ShapeError, says("at most 8 axes"));
  BOOST_CHECK_EXCEPTION((Shape{1, 1, 1, 1, 1, 1, 1, 1, 1}), ShapeError, says("at most 8 axes"));
}

BOOST_AUTO_TEST_CASE(strides_are_row_major) {
  BOOST_TEST(xgrad::contiguous_strides({2, 3, 4}) == (Strides{12, 4, 1}));
  BOOST_TEST(xgrad::contiguous_strides({}) == Strides{});
  BOOST_TEST(xgrad::Array::empty({2, 0, 3}, xgrad::float32).is_contiguous());
}

BOOST_AUTO_TEST_CASE(shapes_broadcast_by_numpys_rule) {
  const auto broadcast = [](const Shape& a, const Shape& b) {
    return xgrad::broadcast_shapes("op", a, b);
  };
  BOOST_TEST(broadcast({3, 1, 2}, {1, 3, 2}) == (Shape{3, 3, 2}));
  BOOST_TEST(broadcast({2}, {3, 1}) == (Shape{3, 2}));
  BOOST_TEST(broadcast({}, {2, 2}) == (Shape{2, 2}));
  BOOST_TEST(broadcast({0}, {1}) == Shape{0});
  BOOST_CHECK_EXCEPTION(broadcast({2, 3}, {2, 4}), ShapeError,
                        says("op: shapes [2, 3] and [2, 4] do not broadcast"));
  BOOST_CHECK_THROW(broadcast({0}, {2}), ShapeError);
}

BOOST_AUTO_TEST_CASE(axes_count_from_both_ends) {
  const auto normalize = [](xgrad::Index axis, const Shape& shape) {
    return xgrad::normalize_axis("op", axis, shape);
  };
  BOOST_TEST(normalize(-1, {4, 3}) == 1);
  BOOST_TEST(normalize(0, {4, 3}) == 0);
  BOOST_TEST(normalize(-1, {}) == 0);
  BOOST_CHECK_EXCEPTION(normalize(2, {4, 3}), IndexError,
                        says("op: axis 2 is out of range for shape [4, 3] (valid: -2 to 1)"));
  BOOST_CHECK_THROW(normalize(-3, {4, 3}), IndexError);
}

BOOST_AUTO_TEST_SUITE_END()
