// Views: each against its definition, element by element; and the texts of their errors.
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/views.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"

namespace kernels = xgrad::kernels;
using namespace test;
using xgrad::IndexError;
using xgrad::ShapeError;
using xgrad::ValueError;

BOOST_AUTO_TEST_SUITE(views)

using Values = std::vector<double>;

BOOST_AUTO_TEST_CASE(reshape_is_a_view_wherever_strides_allow) {
  const Array x = iota({4, 6});
  const Array y = kernels::reshape(x, {2, 2, -1, 3});
  BOOST_TEST(y.shape() == (Shape{2, 2, 2, 3}));
  BOOST_TEST(y.shares_buffer(x));
  BOOST_TEST(values(y) == values(x));

  const Array right = kernels::narrow(x, 1, 2, 4);  // rows with a gap between them
  const Array split = kernels::reshape(right, {2, 2, 1, 2, 2});
  BOOST_TEST(split.shares_buffer(x));
  BOOST_TEST(values(split) == values(right));
  const Array joined = kernels::reshape(right, {16});
  BOOST_TEST(!joined.shares_buffer(x));
  BOOST_TEST(values(joined) == values(right));

  const Array turned = kernels::reshape(kernels::transpose(x, 0, 1), {24});
  BOOST_TEST(!turned.shares_buffer(x));
  BOOST_TEST(values(turned) == values(kernels::transpose(x, 0, 1)));

  const Array backwards = kernels::flip(iota({6}), {0});
  BOOST_TEST(kernels::reshape(backwards, {2, 3}).shares_buffer(backwards));
  BOOST_TEST(values(kernels::reshape(backwards, {2, 3})) == (Values{5, 4, 3, 2, 1, 0}));
}

BOOST_AUTO_TEST_CASE(reshape_of_all_factorisations_keeps_the_order) {
  const Array x = awkward(iota({2, 3, 4}));
  for (const Shape& shape : {Shape{24}, {2, 12}, {6, 4}, {2, 3, 2, 2}, {1, 24, 1}, {4, 3, 2}}) {
    const Array y = kernels::reshape(x, shape);
    BOOST_TEST(y.shape() == shape);
    BOOST_TEST(values(y) == values(x));
  }
  BOOST_TEST(kernels::reshape(iota({0, 3}), {5, 0}).shape() == (Shape{5, 0}));
  BOOST_TEST(kernels::reshape(iota({}), {1, 1}).shape() == (Shape{1, 1}));
  BOOST_TEST(kernels::reshape(iota({1}), {}).shape() == Shape{});
}

BOOST_AUTO_TEST_CASE(reshape_errors) {
  const Array x = iota({2, 3});
  BOOST_CHECK_EXCEPTION(kernels::reshape(x, {2, 4}), ShapeError,
                        says("reshape: [2, 3] has 6 elements, requested [2, 4] needs 8"));
  BOOST_CHECK_EXCEPTION(kernels::reshape(x, {4, -1}), ShapeError, says("no whole size for its -1"));
  BOOST_CHECK_EXCEPTION(kernels::reshape(x, {-1, -1}), ShapeError, says("requested [-1, -1]"));
  BOOST_CHECK_EXCEPTION(kernels::reshape(x, {-2, -3}), ShapeError, says("requested [-2, -3]"));
  BOOST_CHECK_EXCEPTION(kernels::reshape(iota({0}), {0, -1}), ShapeError, says("[0, -1]"));
}

BOOST_AUTO_TEST_CASE(permute_and_transpose_move_axes) {
  const Array x = iota({2, 3, 4});
  const Array y = kernels::permute(x, {2, 0, -2});
  BOOST_TEST(y.shape() == (Shape{4, 2, 3}));
  for_each_index(y.shape(), [&](const Shape& i) {
    BOOST_TEST(at<double>(y, i) == at<double>(x, {i[1], i[2], i[0]}));
  });
  const Array z = kernels::transpose(x, 0, -1);
  BOOST_TEST(z.shape() == (Shape{4, 3, 2}));
  for_each_index(z.shape(), [&](const Shape& i) {
    BOOST_TEST(at<double>(z, i) == at<double>(x, {i[2], i[1], i[0]}));
  });
  BOOST_TEST(kernels::permute(iota({}), {}).shape() == Shape{});
  BOOST_CHECK_EXCEPTION(kernels::permute(x, {0, 1}), ShapeError,
                        says("permute: axes [0, 1] do not name each axis of [2, 3, 4] once"));
  BOOST_CHECK_THROW(kernels::permute(x, {0, 1, 1}), ShapeError);
  BOOST_CHECK_THROW(kernels::permute(x, {0, 1, 3}), IndexError);
}

BOOST_AUTO_TEST_CASE(slice_follows_python) {
  const Array x = iota({7});
  // Sizes and steps as in Python's x[begin:end:step]; a very negative end means "to the front".
  const Index far = -100;
  BOOST_TEST(values(kernels::slice(x, 0, 1, 5)) == (Values{1, 2, 3, 4}));
  BOOST_TEST(values(kernels::slice(x, 0, -3, 100)) == (Values{4, 5, 6}));
  BOOST_TEST(values(kernels::slice(x, 0, 0, 7, 3)) == (Values{0, 3, 6}));
  BOOST_TEST(values(kernels::slice(x, 0, 1, 6, 2)) == (Values{1, 3, 5}));
  BOOST_TEST(values(kernels::slice(x, 0, 100, far, -1)) == (Values{6, 5, 4, 3, 2, 1, 0}));
  BOOST_TEST(values(kernels::slice(x, 0, -2, 1, -2)) == (Values{5, 3}));
  BOOST_TEST(values(kernels::slice(x, 0, 5, 2)).empty());
  BOOST_TEST(values(kernels::slice(x, 0, 2, 5, -1)).empty());
  BOOST_TEST(values(kernels::slice(iota({0}), 0, far, 100)).empty());
  BOOST_TEST(values(kernels::slice(iota({3, 4}), -1, 1, 3)) == (Values{1, 2, 5, 6, 9, 10}));
  BOOST_CHECK_EXCEPTION(kernels::slice(x, 0, 0, 1, 0), ValueError, says("slice: step is 0"));
  BOOST_CHECK_EXCEPTION(kernels::slice(iota({}), 0, 0, 1), IndexError, says("scalar"));
}

BOOST_AUTO_TEST_CASE(narrow_and_select_check_their_range) {
  const Array x = iota({2, 5});
  BOOST_TEST(values(kernels::narrow(x, 1, 3, 2)) == (Values{3, 4, 8, 9}));
  BOOST_TEST(values(kernels::narrow(x, 1, -1, 1)) == (Values{4, 9}));
  BOOST_TEST(kernels::narrow(x, 1, 5, 0).numel() == 0);
  BOOST_CHECK_EXCEPTION(kernels::narrow(x, 1, 4, 2), IndexError,
                        says("narrow: 2 elements from 4 do not lie inside axis 1 of [2, 5]"));
  BOOST_CHECK_THROW(kernels::narrow(x, 1, 0, -1), IndexError);
  BOOST_CHECK_THROW(kernels::narrow(x, 1, -6, 1), IndexError);

  BOOST_TEST(values(kernels::select(x, 0, -1)) == (Values{5, 6, 7, 8, 9}));
  BOOST_TEST(values(kernels::select(x, 1, 2)) == (Values{2, 7}));
  BOOST_TEST(kernels::select(iota({3}), 0, 1).shape() == Shape{});
  BOOST_CHECK_EXCEPTION(kernels::select(x, 1, 5), IndexError,
                        says("select: index 5 is out of range for axis 1 of [2, 5]"));
  BOOST_CHECK_THROW(kernels::select(iota({}), 0, 0), IndexError);
}

BOOST_AUTO_TEST_CASE(squeeze_and_unsqueeze_change_axes_of_size_one) {
  const Array x = iota({1, 3, 1, 2});
  BOOST_TEST(kernels::squeeze(x).shape() == (Shape{3, 2}));
  BOOST_TEST(kernels::squeeze(x, -2).shape() == (Shape{1, 3, 2}));
  BOOST_TEST(kernels::squeeze(x, 1).shape() == x.shape());
  BOOST_TEST(kernels::squeeze(iota({}), 0).shape() == Shape{});
  BOOST_TEST(kernels::unsqueeze(x, 0).shape() == (Shape{1, 1, 3, 1, 2}));
  BOOST_TEST(kernels::unsqueeze(x, -1).shape() == (Shape{1, 3, 1, 2, 1}));
  BOOST_TEST(values(kernels::unsqueeze(x, 2)) == values(x));
  BOOST_TEST(kernels::unsqueeze(x, 2).is_contiguous());
  BOOST_CHECK_EXCEPTION(kernels::unsqueeze(x, 5), IndexError, says("valid: -5 to 4"));
}

BOOST_AUTO_TEST_CASE(expand_repeats_without_copies) {
  const Array x = iota({3, 1});
  const Array y = kernels::expand(x, {2, -1, 4});
  BOOST_TEST(y.shape() == (Shape{2, 3, 4}));
  BOOST_TEST(y.shares_buffer(x));
  for_each_index(y.shape(), [&](const Shape& i) {
    BOOST_TEST(at<double>(y, i) == static_cast<double>(i[1]));
  });
  BOOST_TEST(kernels::expand(iota({1, 3}), {0, 3}).shape() == (Shape{0, 3}));
  BOOST_TEST(kernels::expand(iota({}), {2, 2}).shape() == (Shape{2, 2}));
  BOOST_CHECK_EXCEPTION(kernels::expand(x, {3, 4, 2}), ShapeError,
                        says("expand: [3, 1] does not expand to [3, 4, 2]"));
  BOOST_CHECK_THROW(kernels::expand(x, {3}), ShapeError);
  BOOST_CHECK_THROW(kernels::expand(x, {-1, 3, 4}), ShapeError);
}

BOOST_AUTO_TEST_CASE(flip_reverses_each_axis) {
  const Array x = iota({2, 3});
  BOOST_TEST(values(kernels::flip(x, {1})) == (Values{2, 1, 0, 5, 4, 3}));
  BOOST_TEST(values(kernels::flip(x, {0, -1})) == (Values{5, 4, 3, 2, 1, 0}));
  BOOST_TEST(values(kernels::flip(kernels::flip(x, {1}), {1})) == values(x));
  BOOST_TEST(kernels::flip(iota({0, 3}), {0}).numel() == 0);
  BOOST_CHECK_EXCEPTION(kernels::flip(x, {1, -1}), ValueError, says("axis 1 of [2, 3] twice"));
}

BOOST_AUTO_TEST_SUITE_END()
