// scatter, scatter_add, take_along_dim and reductions of segments: random shapes, ties, dtypes, errors.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/index/scatter.hpp>
#include <xgrad/autograd/ops/index/segment.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "shape/naive.hpp"
#include <algorithm>
#include <cmath>

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(scatters)

using Values = std::vector<double>;

BOOST_AUTO_TEST_CASE(scatter_add_and_gather_match_loops) {
  Random random;
  for (int round = 0; round < 300; ++round) {
    const Tensor x = counted(random.shape(1, 3, 1));
    const auto axis = static_cast<std::size_t>(random.integer(0, static_cast<Index>(x.rank()) - 1));
    Shape shape = x.shape();
    for (std::size_t i = 0; i < shape.size(); ++i) {
      shape[i] = random.integer(0, i == axis ? 5 : shape[i]);
    }
    std::vector<std::int64_t> positions;
    for (Index i = numel(shape); i > 0; --i) {
      positions.push_back(random.integer(0, x.shape()[axis] - 1));
    }
    const Tensor index = from_vector(positions, shape), source = counted(shape) + 0.5;
    const auto place = [&](Shape at_index) {
      at_index[axis] = at<std::int64_t>(index.array(), at_index);
      return at_index;
    };
    const auto along = static_cast<Index>(axis);
    BOOST_TEST(values(gather(x, along, index)) == values(looked_up(x, shape, place)));

    Array sum = array(x.shape(), values(x)), last = array(x.shape(), values(x));
    for_each_index(shape, [&](const Shape& from) {
      Index offset = 0;
      const Shape to = place(from);
      for (std::size_t i = 0; i < to.size(); ++i) offset += to[i] * sum.strides()[i];
      sum.mutable_data<double>()[offset] += at<double>(source.array(), from);
      last.mutable_data<double>()[offset] = -2;
    });
    for (const Tensor& strided : {index, Tensor(awkward<std::int64_t>(index.array()))}) {
      BOOST_TEST(values(scatter_add(x, along, strided, source)) == values(sum));
      BOOST_TEST(values(scatter(x, along, strided, -2)) == values(last));
      BOOST_TEST(values(gather(x, along, strided)) == values(looked_up(x, shape, place)));
    }
  }
}

BOOST_AUTO_TEST_CASE(scatter_writes_part_of_a_larger_source) {
  const Tensor x = counted({3, 2}).requires_grad_(), source = counted({4, 2}).requires_grad_();
  const Tensor y = scatter(x, 0, tensor({{2, 0}, {1, 2}}), source);
  BOOST_TEST(values(y) == (Values{0, 1, 2, 3, 0, 3}));
  sum(y * constant({3, 2}, Values{1, 2, 3, 4, 5, 6})).backward();
  BOOST_TEST(values(x.grad()) == (Values{1, 0, 0, 4, 0, 0}));
  BOOST_TEST(values(source.grad()) == (Values{5, 2, 3, 6, 0, 0, 0, 0}));
}

BOOST_AUTO_TEST_CASE(take_along_dim_broadcasts) {
  const Tensor x = counted({2, 1, 3});
  const Tensor y = take_along_dim(x, reshape(tensor({2, 0, 1, 1}), {1, 2, 2}), -1);
  BOOST_TEST(y.shape() == (Shape{2, 2, 2}));
  BOOST_TEST(values(y) == (Values{2, 0, 1, 1, 5, 3, 4, 4}));
  BOOST_TEST(values(take_along_dim(counted({2, 2}), tensor({3, 0}))) == (Values{3, 0}));
  BOOST_CHECK_EXCEPTION(take_along_dim(x, tensor({0}), 0), ShapeError,
                        says("take_along_dim: x is [2, 1, 3], the index [1]"));
}

BOOST_AUTO_TEST_CASE(segments_match_loops) {
  Random random;
  for (int round = 0; round < 200; ++round) {
    const Index rows = random.integer(0, 9), columns = random.integer(0, 3), segments = 4;
    const Tensor x = cos(counted({rows, columns}) * 1.7);
    std::vector<std::int64_t> ids;
    for (Index i = 0; i < rows; ++i) ids.push_back(random.integer(0, segments - 1));
    const auto cells = static_cast<std::size_t>(segments * columns);
    const double inf = std::numeric_limits<double>::infinity();
    Values sums(cells, 0), most(cells, -inf), least(cells, inf), counts(cells, 0);
    for_each_index(x.shape(), [&](const Shape& at_index) {
      const auto row = static_cast<std::size_t>(at_index[0]);
      const auto cell = static_cast<std::size_t>(ids[row] * columns + at_index[1]);
      const double element = at<double>(x.array(), at_index);
      sums[cell] += element;
      counts[cell] += 1;
      most[cell] = std::max(most[cell], element);
      least[cell] = std::min(least[cell], element);
    });
    const Tensor segment_ids = from_vector(ids);
    BOOST_TEST(values(segment_sum(x, segment_ids, segments)) == sums);
    BOOST_TEST(values(segment_max(x, segment_ids, segments)) == most);
    BOOST_TEST(values(segment_min(x, segment_ids, segments)) == least);
    const Values means = values(segment_mean(x, segment_ids, segments));
    for (std::size_t i = 0; i < cells; ++i) {
      BOOST_TEST((counts[i] == 0 ? std::isnan(means[i]) : means[i] == sums[i] / counts[i]));
    }
  }
}

BOOST_AUTO_TEST_CASE(segment_ties_share_the_gradient_and_nan_stays) {
  const Tensor x = leaf({5}, Values{3, 3, 1, 7, 2});
  const Tensor ids = tensor({0, 0, 0, 2, 2});
  BOOST_TEST(values(grad(sum(narrow(segment_max(x, ids), 0, 0, 1)), x)) ==
             (Values{0.5, 0.5, 0, 0, 0}));
  BOOST_TEST(values(grad(sum(segment_min(x, ids, 3)), x)) == (Values{0, 0, 1, 0, 1}));
  const Tensor y = constant({3}, Values{1, std::nan(""), 2});
  for (const Tensor& extreme :
       {segment_max(y, tensor({0, 0, 0})), segment_min(y, tensor({0, 0, 0}))}) {
    BOOST_TEST(std::isnan(values(extreme)[0]));
  }
  BOOST_TEST(segment_sum(x, ids).shape() == Shape{3});
  BOOST_TEST(segment_sum(zeros({0, 2}), zeros({0}, int64)).shape() == (Shape{0, 2}));
}

BOOST_AUTO_TEST_CASE(integers_and_bools_are_scattered_too) {
  BOOST_TEST(scatter_add(arange(3), 0, tensor({1, 1}), tensor({5, 6})).to_vector<int>() ==
             (std::vector<int>{0, 12, 2}));
  BOOST_TEST(scatter(arange(3), 0, tensor({2}), std::int64_t{1} << 60).to_vector<Index>()[2] ==
             Index{1} << 60);
  BOOST_TEST(scatter(tensor({true, true}), 0, tensor({0}), tensor({false})).to_vector<bool>() ==
             (std::vector<bool>{false, true}));
  BOOST_TEST(segment_sum(tensor({{1, 2}, {3, 4}, {5, 6}}), tensor({1, 0, 1})).to_vector<int>() ==
             (std::vector<int>{3, 4, 6, 8}));
  constexpr Index kMost = std::numeric_limits<Index>::max();
  BOOST_TEST(scatter_add(full({1}, kMost, int64), 0, tensor({0}), tensor({1})).item<Index>() ==
             std::numeric_limits<Index>::min());  // wraps around
}

BOOST_AUTO_TEST_CASE(masked_fill_takes_masks_of_any_strides) {
  const Tensor x = counted({3, 4});
  const Tensor mask = eq(remainder(transpose(reshape(arange(12), {4, 3}), 0, 1), 2), 0);
  const Tensor filled = masked_fill(x, mask, -1);
  BOOST_TEST(values(filled) == values(where(mask, -1.0, x)));
  BOOST_TEST(values(masked_fill(x, select(mask, 0, 0), -1)) ==
             values(where(select(mask, 0, 0), -1.0, x)));
  BOOST_TEST(!masked_fill(x, zeros({1}, bool_), 0).array().shares_buffer(x.array()));
  const Tensor special = constant({2}, Values{std::nan(""), -0.0});
  const Values kept = values(masked_fill(special, zeros({2}, bool_), 1));
  BOOST_TEST((std::isnan(kept[0]) && std::signbit(kept[1])));
  BOOST_CHECK_EXCEPTION(masked_fill(arange(2), zeros({2}, bool_), 1e30), ValueError,
                        says("masked_fill: "));
}

BOOST_AUTO_TEST_CASE(wrong_indices_are_errors) {
  const Tensor x = counted({2, 3});
  const Tensor index = tensor({{0, 1}});
  BOOST_CHECK_EXCEPTION(scatter(x, 0, tensor({{0, 2}}), counted({1, 2})), IndexError,
                        says("scatter: index 2 at position [0, 1] is out of range 0..1"));
  BOOST_CHECK_THROW(scatter(x, 0, tensor({{-1}}), 0), IndexError);
  BOOST_CHECK_EXCEPTION(scatter(x, 0, tensor({{0}, {0}}), counted({2, 1})), ValueError,
                        says("scatter: an element of [2, 3] is written twice"));
  BOOST_CHECK_EXCEPTION(scatter(x, 0, index, counted({2})), ShapeError,
                        says("scatter: the index [1, 2] does not fit the source [2]"));
  BOOST_CHECK_THROW(scatter(x, 0, index, counted({1, 1})), ShapeError);
  BOOST_CHECK_THROW(scatter(x, 2, index, 0), IndexError);
  BOOST_CHECK_EXCEPTION(scatter(x, 0, index, tensor({{1, 2}})), DTypeError,
                        says("scatter: x is float64 [2, 3], the source is int64 [1, 2]"));
  BOOST_CHECK_THROW(scatter(x, 0, counted({1, 2}), 0), DTypeError);
  BOOST_CHECK_THROW(scatter(arange(2), 0, tensor({0}), 1e30), ValueError);
  BOOST_CHECK_EXCEPTION(scatter_add(ones({2}, bool_), 0, tensor({0}), ones({1}, bool_)), DTypeError,
                        says("scatter_add: x is bool [2], expected numbers"));
  BOOST_CHECK_EXCEPTION(scatter_add(x, 1, tensor({{0}, {3}}), counted({2, 1})), IndexError,
                        says("scatter_add: index 3 at position [1, 0] is out of range 0..2"));
  BOOST_CHECK_EXCEPTION(segment_sum(x, tensor({0, 5}), 5), IndexError,
                        says("segment_sum: index 5 at position [1] is out of range 0..4"));
  BOOST_CHECK_THROW(segment_sum(x, tensor({0, -1})), IndexError);
  BOOST_CHECK_EXCEPTION(segment_sum(x, tensor({0})), ShapeError,
                        says("segment_sum: segment ids [1] for [2, 3]"));
  BOOST_CHECK_THROW(segment_sum(x, tensor({0, 1}), -1), ShapeError);
  BOOST_CHECK_THROW(segment_sum(x, counted({2})), DTypeError);
  BOOST_CHECK_EXCEPTION(segment_sum(ones({2}, bool_), tensor({0, 1})), DTypeError,
                        says("segment_sum: x is bool [2]"));
  BOOST_CHECK_EXCEPTION(segment_mean(arange(2), tensor({0, 1})), DTypeError,
                        says("segment_mean: input [2] is int64, expected float32 or float64"));
}

BOOST_AUTO_TEST_SUITE_END()
