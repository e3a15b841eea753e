// movedim, unflatten, diagonal, unfold, broadcasts and triangles: views, writes into them, errors.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/grad_mode.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/shape/axes.hpp>
#include <xgrad/autograd/ops/shape/broadcast.hpp>
#include <xgrad/autograd/ops/shape/diagonal.hpp>
#include <xgrad/autograd/ops/shape/unfold.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "shape/naive.hpp"
#include <cmath>

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(views)

using Values = std::vector<double>;

BOOST_AUTO_TEST_CASE(movedim_matches_permute) {
  const Tensor x = counted({2, 3, 4, 5});
  BOOST_TEST(movedim(x, 0, -1).shape() == (Shape{3, 4, 5, 2}));
  BOOST_TEST(movedim(x, {3, 0}, {0, 1}).shape() == (Shape{5, 2, 3, 4}));
  BOOST_TEST(values(movedim(x, {1, 2}, {-1, 0})) == values(permute(x, {2, 0, 3, 1})));
  BOOST_TEST(movedim(x, {}, {}).shape() == x.shape());
  BOOST_TEST(movedim(scalar(1), 0, -1).shape() == Shape{});
}

BOOST_AUTO_TEST_CASE(diagonal_matches_look_ups) {
  Random random;
  for (int round = 0; round < 300; ++round) {
    const Shape shape = random.shape(2, 3);
    const Tensor x = counted(shape);
    const Index last = static_cast<Index>(shape.size()) - 1;
    const Index a = random.integer(0, last), b = (a + random.integer(1, last)) % (last + 1);
    const Index offset = random.integer(-5, 5);
    const Tensor result = diagonal(x, offset, a, b);
    const auto row = static_cast<std::size_t>(a), column = static_cast<std::size_t>(b);
    const auto rest = static_cast<std::size_t>(3 - a - b);
    Shape expected;
    if (shape.size() == 3) expected.push_back(shape[rest]);
    Index length = 0;
    for (Index i = 0; i < shape[row]; ++i) {
      length += i + offset >= 0 && i + offset < shape[column] ? 1 : 0;
    }
    expected.push_back(length);
    BOOST_TEST(result.shape() == expected);
    const Tensor naive = looked_up(x, expected, [&](const Shape& index) {
      Shape from = shape;
      if (shape.size() == 3) from[rest] = index[0];
      from[row] = index.back() + std::max<Index>(-offset, 0);
      from[column] = index.back() + std::max<Index>(offset, 0);
      return from;
    });
    BOOST_TEST(values(result) == values(naive));
    BOOST_TEST(result.array().shares_buffer(x.array()));
  }
}

BOOST_AUTO_TEST_CASE(unfold_matches_look_ups) {
  Random random;
  for (int round = 0; round < 300; ++round) {
    const Shape shape = random.shape(1, 3);
    const Tensor x = counted(shape);
    const auto axis =
        static_cast<std::size_t>(random.integer(0, static_cast<Index>(shape.size()) - 1));
    const Index size = random.integer(0, shape[axis]), step = random.integer(1, 3);
    const Tensor result = unfold(x, static_cast<Index>(axis), size, step);
    Shape expected = shape;
    expected[axis] = (shape[axis] - size) / step + 1;
    expected.push_back(size);
    BOOST_TEST(result.shape() == expected);
    BOOST_TEST(values(result) == values(looked_up(x, expected, [&](const Shape& index) {
                 Shape from = index;
                 from.erase(shape.size());
                 from[axis] = index[axis] * step + index.back();
                 return from;
               })));
    BOOST_TEST(result.array().shares_buffer(x.array()));
  }
}

BOOST_AUTO_TEST_CASE(unfold_gradients_count_windows) {
  const Tensor x = counted({5}).requires_grad_();
  BOOST_TEST(values(grad(sum(unfold(x, 0, 3, 1)), x)) == (Values{1, 2, 3, 2, 1}));
  // Added to a sum that exists already.
  BOOST_TEST(values(grad(sum(unfold(x, 0, 3, 2)) + sum(x), x)) == (Values{2, 2, 3, 2, 2}));
}

BOOST_AUTO_TEST_CASE(writes_into_overlapping_windows_are_refused) {
  const Tensor x = counted({5});
  const Tensor overlapping = unfold(x, 0, 3, 1);
  const auto refused = says("several of its elements share one place in memory");
  BOOST_CHECK_EXCEPTION(overlapping.copy_(zeros({3, 3}, float64)), ValueError, refused);
  BOOST_CHECK_EXCEPTION(overlapping.index_put_({0, 0}, scalar(1)), ValueError, refused);
  BOOST_CHECK_EXCEPTION(broadcast_to(x, {2, 5}).copy_(zeros({2, 5}, float64)), ValueError, refused);
  BOOST_CHECK_EXCEPTION(meshgrid({x, x})[0].copy_(zeros({5, 5}, float64)), ValueError, refused);
  BOOST_TEST(values(x) == (Values{0, 1, 2, 3, 4}));
  unfold(x, 0, 2, 3).copy_(zeros({2, 2}, float64));  // windows apart
  BOOST_TEST(values(x) == (Values{0, 0, 2, 0, 0}));
}

BOOST_AUTO_TEST_CASE(views_write_through) {
  const Tensor x = counted({3, 3});
  diagonal(x).copy_(zeros({3}, float64));
  BOOST_TEST(values(x) == (Values{0, 1, 2, 3, 0, 5, 6, 7, 0}));
  movedim(x, 0, 1).index_put_({0}, full({3}, -1, float64));
  BOOST_TEST(values(x) == (Values{-1, 1, 2, -1, 0, 5, -1, 7, 0}));
  unflatten(x, 1, {3, 1}).index_put_({0}, full({3, 1}, 4, float64));
  BOOST_TEST(values(x) == (Values{4, 4, 4, -1, 0, 5, -1, 7, 0}));
  BOOST_TEST(!diag(x).array().shares_buffer(x.array()));
  BOOST_TEST(view_as(x, counted({9})).array().shares_buffer(x.array()));
  BOOST_TEST(!view_as(transpose(x, 0, 1), counted({9})).array().shares_buffer(x.array()));
}

BOOST_AUTO_TEST_CASE(triangles_match_look_ups) {
  const double nan = std::nan("");
  for (const Shape& shape : {Shape{3, 4}, Shape{4, 2}, Shape{2, 3, 3}}) {
    const Tensor x = counted(shape) + 1.0;
    for (const Index k : {Index{-9}, Index{-1}, Index{0}, Index{2}, Index{9},
                          std::numeric_limits<Index>::max(), std::numeric_limits<Index>::min()}) {
      Values lower, upper;
      for_each_index(shape, [&](const Shape& index) {
        const Index distance = index.back() - index[shape.size() - 2];
        lower.push_back(distance <= k ? at<double>(x.array(), index) : 0);
        upper.push_back(distance >= k ? at<double>(x.array(), index) : 0);
      });
      BOOST_TEST(values(tril(x, k)) == lower);
      BOOST_TEST(values(triu(x, k)) == upper);
    }
  }
  BOOST_TEST(values(tril(full({2, 2}, nan, float64), -2)) == Values(4, 0));  // not 0 times NaN
  BOOST_TEST(triu(tensor({{1, 2}, {3, 4}})).to_vector<int>() == (std::vector<int>{1, 2, 0, 4}));
  BOOST_TEST(tril(ones({2, 2}, bool_)).to_vector<bool>() ==
             (std::vector<bool>{true, false, true, true}));
}

BOOST_AUTO_TEST_CASE(diag_and_grids_of_integers) {
  BOOST_TEST(diag(tensor({1, 2}), 1).to_vector<int>() ==
             (std::vector<int>{0, 1, 0, 0, 0, 2, 0, 0, 0}));
  BOOST_TEST(diag(tensor({true}), 0).to_vector<bool>() == std::vector<bool>{true});
  BOOST_TEST(diag(zeros({0}), -2).shape() == (Shape{2, 2}));
  const std::vector<Tensor> grid = meshgrid({arange(2), arange(3)}, Indexing::xy);
  BOOST_TEST(grid[0].to_vector<int>() == (std::vector<int>{0, 1, 0, 1, 0, 1}));
  BOOST_TEST(grid[1].to_vector<int>() == (std::vector<int>{0, 0, 1, 1, 2, 2}));
  BOOST_TEST(meshgrid({scalar(1), counted({2})})[0].shape() == (Shape{1, 2}));
}

BOOST_AUTO_TEST_CASE(wrong_axes_are_errors) {
  const Tensor x = counted({2, 3});
  BOOST_CHECK_EXCEPTION(movedim(x, {0, -2}, {0, 1}), ValueError,
                        says("name axis 0 of [2, 3] twice"));
  BOOST_CHECK_EXCEPTION(movedim(x, {0, 1}, 0), ShapeError,
                        says("movedim: axes [0, 1] of [2, 3] cannot move to [0]"));
  BOOST_CHECK_THROW(movedim(x, 0, 2), IndexError);
  BOOST_CHECK_THROW(swapaxes(x, 0, 2), IndexError);
  BOOST_CHECK_EXCEPTION(unflatten(x, 1, {2, -1}), ShapeError,
                        says("unflatten: axis 1 of [2, 3] cannot be divided into [2, -1]"));
  BOOST_CHECK_THROW(unflatten(x, 1, {-1, -1}), ShapeError);
  BOOST_CHECK_THROW(unflatten(x, 1, {}), ShapeError);
  BOOST_CHECK_THROW(unflatten(x, 1, {0, -1}), ShapeError);
  BOOST_CHECK_THROW(unflatten(scalar(1), 0, {1}), IndexError);
  BOOST_CHECK_EXCEPTION(diagonal(x, 0, 1, -1), ValueError,
                        says("diagonal: axes 1 and -1 are one axis of [2, 3]"));
  BOOST_CHECK_EXCEPTION(diagonal(counted({3})), IndexError, says("diagonal: [3] has no matrices"));
  BOOST_CHECK_EXCEPTION(diag(scalar(1)), ShapeError, says("diag: x is [], expected a vector"));
  BOOST_CHECK_THROW(diag(counted({2}), std::numeric_limits<Index>::min()), ShapeError);
  BOOST_CHECK_EXCEPTION(tril(counted({3})), ShapeError, says("tril: [3] has no matrices"));
  BOOST_CHECK_EXCEPTION(unfold(x, 1, 4, 1), ShapeError,
                        says("unfold: windows of size 4 do not fit axis 1 of [2, 3]"));
  BOOST_CHECK_EXCEPTION(unfold(x, 1, 2, 0), ValueError, says("windows of size 2 at step 0"));
  BOOST_CHECK_THROW(unfold(x, 1, -1, 1), ValueError);
  BOOST_CHECK_THROW(unfold(scalar(1), 0, 1, 1), IndexError);
  BOOST_CHECK_EXCEPTION(broadcast_tensors({x, counted({2})}), ShapeError,
                        says("broadcast_tensors"));
  BOOST_CHECK_EXCEPTION(meshgrid({x}), ShapeError, says("meshgrid: tensor 0 is [2, 3]"));
  BOOST_CHECK_EXCEPTION(meshgrid({}), ValueError, says("meshgrid: there are no vectors"));
}

BOOST_AUTO_TEST_SUITE_END()
