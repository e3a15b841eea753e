// Concatenation and stacking: values, views where no copy is needed, and the texts of errors.
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/join.hpp>
#include <xgrad/core/kernels/views.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"

namespace kernels = xgrad::kernels;
using namespace test;

BOOST_AUTO_TEST_SUITE(join)

using Arrays = std::vector<Array>;
using Values = std::vector<double>;

BOOST_AUTO_TEST_CASE(cat_concatenates_along_the_axis) {
  const Array a = array<double>({2, 2}, {1, 2, 3, 4});
  const Array b = array<double>({2, 1}, {5, 6});
  BOOST_TEST(values(kernels::cat(Arrays{a, awkward(b)}, -1)) == (Values{1, 2, 5, 3, 4, 6}));
  const Array c = kernels::cat(Arrays{awkward(a), kernels::transpose(b, 0, 1)}, 0);
  BOOST_TEST(c.shape() == (Shape{3, 2}));
  BOOST_TEST(values(c) == (Values{1, 2, 3, 4, 5, 6}));
  BOOST_TEST(kernels::cat(Arrays{iota({0, 5}), iota({5, 5})}, 0).shape() == (Shape{5, 5}));
  BOOST_TEST(kernels::cat(Arrays{iota({0}), iota({0})}, 0).shape() == Shape{0});
  BOOST_TEST(values(kernels::cat(Arrays{a, a}, 0)) == (Values{1, 2, 3, 4, 1, 2, 3, 4}));
}

BOOST_AUTO_TEST_CASE(stack_adds_an_axis) {
  const Array a = iota({2});
  const Array b = array<double>({2}, {8, 9});
  BOOST_TEST(values(kernels::stack(Arrays{a, b}, 0)) == (Values{0, 1, 8, 9}));
  const Array columns = kernels::stack(Arrays{a, b, a}, -1);
  BOOST_TEST(columns.shape() == (Shape{2, 3}));
  BOOST_TEST(values(columns) == (Values{0, 8, 0, 1, 9, 1}));
  BOOST_TEST(values(kernels::stack(Arrays{a, a}, 0)) == (Values{0, 1, 0, 1}));
  BOOST_TEST(kernels::stack(Arrays{iota({}), iota({})}, 0).shape() == Shape{2});
}

BOOST_AUTO_TEST_CASE(cat_or_view_and_stack_or_view_join_consecutive_slices_without_a_copy) {
  const Array x = iota({4, 3, 6});
  for (Index axis = 0; axis < 3; ++axis) {
    Arrays slices;
    for (Index i = 0; i < x.shape()[static_cast<std::size_t>(axis)]; ++i) {
      slices.push_back(kernels::select(x, axis, i));
    }
    const Array joined = kernels::stack_or_view(slices, axis);
    BOOST_TEST(joined.raw() == x.raw());
    BOOST_TEST(joined.strides() == x.strides());
    std::swap(slices[0], slices[1]);
    BOOST_TEST(!kernels::stack_or_view(slices, axis).shares_buffer(x));
  }
  const Arrays parts{kernels::narrow(x, 2, 1, 2), kernels::narrow(x, 2, 3, 1)};
  const Array middle = kernels::cat_or_view(parts, 2);
  BOOST_TEST(middle.shares_buffer(x));
  BOOST_TEST(values(middle) == values(kernels::narrow(x, 2, 1, 3)));
  const Array gap =
      kernels::cat_or_view(Arrays{kernels::narrow(x, 2, 1, 2), kernels::narrow(x, 2, 4, 1)}, 2);
  BOOST_TEST(!gap.shares_buffer(x));
  const Arrays backwards{kernels::select(x, 0, 3), kernels::select(x, 0, 2)};
  BOOST_TEST(values(kernels::stack_or_view(backwards, 0)) ==
             values(kernels::slice(x, 0, 3, 1, -1)));
}

BOOST_AUTO_TEST_CASE(cat_and_stack_copy_consecutive_slices) {
  const Array x = iota({4, 3});
  const Arrays rows{kernels::select(x, 0, 0), kernels::select(x, 0, 1)};
  const Arrays parts{kernels::narrow(x, 0, 0, 1), kernels::narrow(x, 0, 1, 3)};
  BOOST_TEST(!kernels::stack(rows, 0).shares_buffer(x));
  BOOST_TEST(!kernels::stack(Arrays{x}, 0).shares_buffer(x));
  BOOST_TEST(!kernels::cat(parts, 0).shares_buffer(x));
  BOOST_TEST(!kernels::cat(Arrays{x}, 0).shares_buffer(x));
}

BOOST_AUTO_TEST_CASE(cat_and_stack_errors_list_the_shapes) {
  BOOST_CHECK_EXCEPTION(kernels::cat(Arrays{}, 0), xgrad::ValueError,
                        says("cat: there are no tensors to join"));
  BOOST_CHECK_EXCEPTION(kernels::cat(Arrays{iota({2, 3}), iota({2, 3}), iota({2, 4})}, 0),
                        xgrad::ShapeError,
                        says("cat: tensor 2 is [2, 4], which differs from tensor 0, [2, 3], off "
                             "axis 0; all shapes: [2, 3], [2, 3], [2, 4]"));
  BOOST_CHECK_THROW(kernels::cat(Arrays{iota({2, 3}), iota({2})}, 0), xgrad::ShapeError);
  BOOST_CHECK_EXCEPTION(kernels::cat(Arrays{iota({}), iota({})}, 0), xgrad::ShapeError,
                        says("scalars"));
  BOOST_CHECK_EXCEPTION(kernels::cat(Arrays{iota({2}), iota<float>({2})}, 0), xgrad::DTypeError,
                        says("cat: tensor 1 is float32, tensor 0 is float64"));
  BOOST_CHECK_EXCEPTION(kernels::stack(Arrays{iota({2, 3}), iota({2, 4})}, 0), xgrad::ShapeError,
                        says("stack: tensor 1 is [2, 4], tensor 0 is [2, 3]"));
  BOOST_CHECK_THROW(kernels::stack(Arrays{iota({2})}, 2), xgrad::IndexError);
}

BOOST_AUTO_TEST_SUITE_END()
