// Gathers and scattered additions: against plain loops, and the texts of their errors.
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/index.hpp>
#include <xgrad/core/kernels/views.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"

namespace kernels = xgrad::kernels;
using namespace test;
using xgrad::IndexError;

BOOST_AUTO_TEST_SUITE(index_kernels)

using Values = std::vector<double>;

namespace {

Array indices(const Shape& shape, const std::vector<std::int64_t>& values) {
  return array<std::int64_t>(shape, values);
}

}  // namespace

BOOST_AUTO_TEST_CASE(take_replaces_the_axis_by_those_of_the_index) {
  const Array x = iota({4, 3, 2});
  const Array index = indices({2, 2}, {2, 0, 1, 2});
  for (const Array& layout : {x, awkward(x)}) {
    for (const Array& positions : {index, awkward<std::int64_t>(index)}) {
      const Array rows = kernels::take("test", layout, 0, positions);
      BOOST_TEST(rows.shape() == (Shape{2, 2, 3, 2}));
      for_each_index(rows.shape(), [&](const Shape& i) {
        const Index picked = at<std::int64_t>(index, {i[0], i[1]});
        BOOST_TEST(at<double>(rows, i) == at<double>(x, {picked, i[2], i[3]}));
      });
      const Array columns = kernels::take("test", layout, -2, positions);
      BOOST_TEST(columns.shape() == (Shape{4, 2, 2, 2}));
      for_each_index(columns.shape(), [&](const Shape& i) {
        const Index picked = at<std::int64_t>(index, {i[1], i[2]});
        BOOST_TEST(at<double>(columns, i) == at<double>(x, {i[0], picked, i[3]}));
      });
    }
  }
  BOOST_TEST(kernels::take("test", x, 0, indices({}, {1})).shape() == (Shape{3, 2}));
  BOOST_TEST(kernels::take("test", x, 0, indices({0}, {})).shape() == (Shape{0, 3, 2}));
  BOOST_TEST(kernels::take("test", iota({3, 0}), 0, indices({2}, {1, 1})).shape() == (Shape{2, 0}));
  BOOST_TEST(values<bool>(kernels::take("test", array<bool>({2}, {true, false}), 0,
                                        indices({3}, {1, 0, 0}))) ==
             (std::vector<bool>{false, true, true}));
}

BOOST_AUTO_TEST_CASE(take_into_writes_slices_that_fit) {
  const Array x = iota({3, 2}), index = indices({2}, {2, 0});
  Array all = kernels::zeros({4, 2}, x.dtype());
  Array middle = kernels::narrow(all, 0, 1, 2);
  kernels::take_into("test", middle, x, 0, index);
  BOOST_TEST(values<double>(all) == (Values{0, 0, 4, 5, 0, 1, 0, 0}));

  Array wide = kernels::zeros({2, 4}, x.dtype()), other = kernels::zeros({2, 2}, xgrad::float32);
  Array strided = kernels::narrow(wide, 1, 0, 2);
  for (Array* target : {&all, &strided, &other}) {
    BOOST_CHECK_THROW(kernels::take_into("test", *target, x, 0, index), xgrad::ShapeError);
  }
  BOOST_TEST(values<double>(wide) == Values(8, 0));
}

BOOST_AUTO_TEST_CASE(take_add_into_is_the_adjoint) {
  const Array source = iota({5, 19});
  const Array index = indices({5}, {2, 0, 2, 1, 2});
  Values expected(4 * 19, 1);
  Values without_two = expected;
  for (Index i = 0; i < 5; ++i) {
    for (Index k = 0; k < 19; ++k) {
      const Index row = index.data<std::int64_t>()[i];
      const std::size_t to = static_cast<std::size_t>(row * 19 + k);
      expected[to] += at<double>(source, {i, k});
      if (row != 2) without_two[to] += at<double>(source, {i, k});
    }
  }
  for (const Array& layout : {source, awkward(source)}) {
    Array target = kernels::ones({4, 19}, xgrad::float64);
    kernels::take_add_into("test", target, 0, index, layout);
    BOOST_TEST(values(target) == expected);
    Array strided = awkward(kernels::ones({4, 19}, xgrad::float64));
    kernels::take_add_into("test", strided, 0, index, layout);
    BOOST_TEST(values(strided) == expected);
    Array padded = kernels::ones({4, 19}, xgrad::float64);
    kernels::take_add_into("test", padded, 0, index, layout, 2);
    BOOST_TEST(values(padded) == without_two);
    Array turned = kernels::ones({19, 4}, xgrad::float64);
    kernels::take_add_into("test", turned, 1, index, kernels::transpose(layout, 0, 1));
    BOOST_TEST(values(kernels::transpose(turned, 0, 1)) == expected);
  }
}

BOOST_AUTO_TEST_CASE(gather_and_scatter_add_run_along_an_axis) {
  const Array x = iota({3, 4, 2});
  const Array index = indices({2, 3, 2}, {0, 3, 1, 1, 2, 0, 3, 3, 0, 1, 2, 2});
  for (const Array& layout : {x, awkward(x)}) {
    const Array y = kernels::gather(layout, 1, awkward<std::int64_t>(index));
    for_each_index(y.shape(), [&](const Shape& i) {
      BOOST_TEST(at<double>(y, i) == at<double>(x, {i[0], at<std::int64_t>(index, i), i[2]}));
    });
  }
  Array sums = awkward(kernels::zeros({3, 4, 2}, xgrad::float64));
  Array expected = kernels::zeros({3, 4, 2}, xgrad::float64);
  const Array source = iota(index.shape());
  for_each_index(index.shape(), [&](const Shape& i) {
    expected.mutable_data<double>()[i[0] * 8 + at<std::int64_t>(index, i) * 2 + i[2]] +=
        at<double>(source, i);
  });
  kernels::scatter_add_into(sums, 1, index, awkward(source));
  BOOST_TEST(values(sums) == values(expected));
  BOOST_TEST(values(kernels::gather(iota({}), 0, indices({}, {0}))) == Values{0});
  BOOST_TEST(kernels::gather(x, 0, indices({0, 4, 2}, {})).numel() == 0);
}

BOOST_AUTO_TEST_CASE(one_hot_has_a_single_one_per_row) {
  BOOST_TEST(values<float>(kernels::one_hot(indices({2}, {2, 0}), 3, xgrad::float32)) ==
             (std::vector<float>{0, 0, 1, 1, 0, 0}));
  BOOST_TEST(kernels::one_hot(indices({2, 0}, {}), 3, xgrad::bool_).shape() == (Shape{2, 0, 3}));
}

BOOST_AUTO_TEST_CASE(errors_name_the_index_and_its_position) {
  const Array x = iota({3, 2});
  BOOST_CHECK_EXCEPTION(kernels::take("embedding", x, 0, indices({2, 2}, {0, 1, 2, 3})), IndexError,
                        says("embedding: index 3 at position [1, 1] is out of range 0..2"));
  BOOST_CHECK_EXCEPTION(kernels::take("index_select", x, 1, indices({}, {-1})), IndexError,
                        says("index_select: index -1 at position [] is out of range 0..1"));
  BOOST_CHECK_EXCEPTION(kernels::take("embedding", x, 0, iota({2})), xgrad::DTypeError,
                        says("embedding: the index is float64, not int64"));
  BOOST_CHECK_EXCEPTION(kernels::take("test", iota({}), 0, indices({}, {0})), IndexError,
                        says("scalar"));
  BOOST_CHECK_EXCEPTION(kernels::gather(x, 0, indices({1, 2}, {0, 23})), IndexError,
                        says("gather: index 23 at position [0, 1] is out of range 0..2"));
  BOOST_CHECK_EXCEPTION(kernels::gather(x, 0, indices({2}, {0, 1})), xgrad::ShapeError,
                        says("gather: index [2] does not fit into [3, 2] along axis 0"));
  BOOST_CHECK_THROW(kernels::gather(x, 0, indices({1, 3}, {0, 0, 0})), xgrad::ShapeError);
  BOOST_CHECK_THROW(kernels::one_hot(indices({1}, {3}), 3, xgrad::float32), IndexError);
  Array target = iota({3, 2});
  BOOST_CHECK_THROW(kernels::take_add_into("test", target, 0, indices({1}, {0}), iota({2, 2})),
                    xgrad::ShapeError);
  BOOST_CHECK_THROW(kernels::scatter_add_into(target, 0, indices({1, 1}, {0}), iota({1, 2})),
                    xgrad::ShapeError);
  BOOST_TEST(values(target) == values(x));
}

BOOST_AUTO_TEST_SUITE_END()
