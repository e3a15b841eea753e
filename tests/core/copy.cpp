// Copies, casts, fills and addition in place, on contiguous, strided and broadcast layouts.
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/views.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"

namespace kernels = xgrad::kernels;
using namespace test;
using xgrad::bool_;
using xgrad::DTypeError;
using xgrad::float32;
using xgrad::float64;
using xgrad::int64;
using xgrad::ShapeError;

BOOST_AUTO_TEST_SUITE(copies)

namespace {

const std::vector<Shape> kShapes = {{},        {1},       {0},         {5},    {17},
                                    {1, 0, 3}, {3, 1},    {1, 3},      {5, 7}, {33, 18},
                                    {2, 3, 4}, {2, 1, 2}, {3, 2, 5, 2}};

}  // namespace

BOOST_AUTO_TEST_CASE(copy_keeps_values_in_every_layout) {
  for (const Shape& shape : kShapes) {
    const Array x = iota(shape);
    for (const Array& layout : {x, awkward(x)}) {
      const Array y = kernels::copy(layout);
      BOOST_TEST(y.is_contiguous());
      BOOST_TEST(!y.shares_buffer(layout));
      BOOST_TEST(values(y) == values(x));
    }
    Array target = awkward(kernels::zeros(shape, float64));
    kernels::copy_into(target, x);
    BOOST_TEST(values(target) == values(x));
    const Array turned = kernels::transpose(iota({40, 19}), 0, 1);
    BOOST_TEST(values(kernels::copy(turned)) == values(turned));
  }
}

BOOST_AUTO_TEST_CASE(copy_moves_every_element_type) {
  BOOST_TEST(values<float>(kernels::copy(awkward<float>(iota<float>({3, 4})))) ==
             values<float>(iota<float>({3, 4})));
  BOOST_TEST(values<std::int64_t>(kernels::copy(awkward<std::int64_t>(iota<std::int64_t>({7})))) ==
             values<std::int64_t>(iota<std::int64_t>({7})));
  const Array mask = array<bool>({2, 2}, {true, false, false, true});
  BOOST_TEST(values<bool>(kernels::copy(kernels::transpose(mask, 0, 1))) == values<bool>(mask));
}

BOOST_AUTO_TEST_CASE(copy_into_broadcasts_and_leaves_gaps_alone) {
  Array buffer = kernels::full({3, 6}, float64, -1);
  Array middle = kernels::narrow(buffer, 1, 2, 3);
  kernels::copy_into(middle, array<double>({3}, {7, 8, 9}));
  BOOST_TEST(values(buffer) ==
             (std::vector<double>{-1, -1, 7, 8, 9, -1, -1, -1, 7, 8, 9, -1, -1, -1, 7, 8, 9, -1}));
  kernels::copy_into(middle, array<double>({3, 1}, {1, 2, 3}));
  BOOST_TEST(values(middle) == (std::vector<double>{1, 1, 1, 2, 2, 2, 3, 3, 3}));
  BOOST_CHECK_EXCEPTION(kernels::copy_into(middle, iota<float>({3})), DTypeError,
                        says("copy: the target is float64, the source is float32"));
  BOOST_CHECK_THROW(kernels::copy_into(middle, iota({4})), ShapeError);
}

BOOST_AUTO_TEST_CASE(contiguous_copies_only_when_it_must) {
  const Array x = iota({3, 4});
  BOOST_TEST(kernels::contiguous(x).raw() == x.raw());
  BOOST_TEST(kernels::contiguous(kernels::narrow(x, 0, 1, 2)).shares_buffer(x));
  BOOST_TEST(!kernels::contiguous(kernels::narrow(x, 1, 1, 2)).shares_buffer(x));
}

BOOST_AUTO_TEST_CASE(cast_rounds_towards_zero_and_saturates) {
  const double inf = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Array x = array<double>({7}, {-1.75, -0.0, 0.5, 2.9, inf, -inf, nan});
  using Limits = std::numeric_limits<std::int64_t>;
  BOOST_TEST(values<std::int64_t>(kernels::cast(x, int64)) ==
             (std::vector<std::int64_t>{-1, 0, 0, 2, Limits::max(), Limits::min(), 0}));
  BOOST_TEST(values<bool>(kernels::cast(x, bool_)) ==
             (std::vector<bool>{true, false, true, true, true, true, true}));
  BOOST_TEST(values<float>(kernels::cast(awkward(iota({2, 3})), float32)) ==
             values<float>(iota<float>({2, 3})));
  BOOST_TEST(values(kernels::cast(array<bool>({2}, {true, false}), float64)) ==
             (std::vector<double>{1, 0}));
  BOOST_TEST(kernels::cast(x, float64).raw() == x.raw());
}

BOOST_AUTO_TEST_CASE(fill_covers_the_view_and_no_more) {
  Array x = iota({2, 4});
  Array odd = kernels::slice(x, 1, 1, 4, 2);
  kernels::fill(odd, 9);
  BOOST_TEST(values(x) == (std::vector<double>{0, 9, 2, 9, 4, 9, 6, 9}));
  BOOST_TEST(values<std::int64_t>(kernels::full({2}, int64, 3)) ==
             (std::vector<std::int64_t>{3, 3}));
  BOOST_TEST(values<bool>(kernels::ones({2}, bool_)) == (std::vector<bool>{true, true}));
  BOOST_CHECK_THROW(kernels::zeros({2, -1}, float32), ShapeError);
}

BOOST_AUTO_TEST_CASE(add_into_adds_in_every_layout) {
  for (const Shape& shape : kShapes) {
    const Array x = iota(shape);
    std::vector<double> twice = values(x);
    for (double& value : twice) value *= 2;
    for (const Array& source : {x, awkward(x)}) {
      Array target = kernels::copy(x);
      kernels::add_into(target, source);
      BOOST_TEST(values(target) == twice);
      Array strided = awkward(x);
      kernels::add_into(strided, source);
      BOOST_TEST(values(strided) == twice);
    }
  }
  Array x = iota({2, 3});
  BOOST_CHECK_EXCEPTION(kernels::add_into(x, iota({3})), ShapeError,
                        says("add_into: the target is [2, 3], the source is [3]"));
  BOOST_CHECK_THROW(kernels::add_into(x, iota<float>({2, 3})), DTypeError);
  Array integers = iota<std::int64_t>({2});
  BOOST_CHECK_THROW(kernels::add_into(integers, integers), DTypeError);
  BOOST_TEST(values(x) == values(iota({2, 3})));
}

BOOST_AUTO_TEST_SUITE_END()
