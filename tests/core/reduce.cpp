// Reductions: values against plain loops, error bounds of sums, NaN, empty axes and error texts.
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/reduce.hpp>
#include <xgrad/core/kernels/views.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include "support/close.hpp"
#include <cmath>

namespace kernels = xgrad::kernels;
using namespace test;
using xgrad::Axes;

BOOST_AUTO_TEST_SUITE(reduce)

namespace {

const double kNaN = std::numeric_limits<double>::quiet_NaN();
const double kInf = std::numeric_limits<double>::infinity();

// Values of no particular order, positive and negative.
template <class T = double>
Array scrambled(const Shape& shape) {
  Array x = Array::empty(shape, xgrad::dtype_of<T>());
  for (Index i = 0; i < x.numel(); ++i) {
    x.mutable_data<T>()[i] = static_cast<T>(std::sin(static_cast<double>(7 * i + 1)));
  }
  return x;
}

// Combines the elements that meet in one element of the result, in plain loops.
template <class Combine>
std::vector<double> by_loops(const Array& x, const Axes& axes, double start, Combine combine) {
  const kernels::Reduction reduction("test", x.shape(), axes, false);
  Array result = kernels::full(reduction.shape, xgrad::float64, start);
  for_each_index(x.shape(), [&](const Shape& index) {
    Index to = 0;
    for (std::size_t i = 0; i < reduction.kept.size(); ++i) {
      to += index[static_cast<std::size_t>(reduction.kept[i])] * result.strides()[i];
    }
    double& element = result.mutable_data<double>()[to];
    element = combine(element, at<double>(x, index));
  });
  return values(result);
}

const std::vector<std::pair<Shape, Axes>> kCases = {{{}, {}},
                                                    {{}, {0}},
                                                    {{2}, {}},
                                                    {{3, 5}, {0}},
                                                    {{3, 5}, {-1}},
                                                    {{3, 5}, {}},
                                                    {{3, 2, 1, 2}, {1}},
                                                    {{3, 2, 1, 2}, {0, -1}},
                                                    {{3, 2, 1, 2}, {0, 2}},
                                                    {{3, 2, 1, 2}, {}},
                                                    {{33, 17}, {0}},
                                                    {{33, 17}, {1}},
                                                    {{9, 4, 21}, {1}},
                                                    {{9, 4, 21}, {0, 1}},
                                                    {{9, 4, 21}, {0, 2}},
                                                    {{1, 6}, {0}},
                                                    {{6, 1}, {0}},
                                                    {{20, 700}, {0}}};

}  // namespace

BOOST_AUTO_TEST_CASE(sums_and_extremes_agree_with_loops_in_every_layout) {
  for (const auto& [shape, axes] : kCases) {
    const Array x = scrambled(shape);
    for (const Array& layout : {x, awkward(x)}) {
      BOOST_TEST_CONTEXT("shape " << to_string(shape) << " axes " << to_string(axes)) {
        BOOST_TEST(close(values(kernels::sum(layout, axes)), by_loops(x, axes, 0, std::plus<>()),
                         {.absolute = 1e-14}));
        const auto larger = [](double a, double b) { return std::max(a, b); };
        const auto smaller = [](double a, double b) { return std::min(a, b); };
        BOOST_TEST(values(kernels::max(layout, axes)) == by_loops(x, axes, -kInf, larger));
        BOOST_TEST(values(kernels::min(layout, axes)) == by_loops(x, axes, kInf, smaller));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(kept_axes_have_size_one) {
  const Array x = iota({2, 3, 4});
  BOOST_TEST(kernels::sum(x, {0, 2}, true).shape() == (Shape{1, 3, 1}));
  BOOST_TEST(kernels::sum(x, {}, true).shape() == (Shape{1, 1, 1}));
  BOOST_TEST(kernels::max(x, 1, true).shape() == (Shape{2, 1, 4}));
  BOOST_TEST(kernels::argmax(x, 1, true).shape() == (Shape{2, 1, 4}));
  BOOST_TEST(kernels::mean(x, -1).shape() == (Shape{2, 3}));
  BOOST_TEST(values(kernels::mean(x, {1, 2})) == (std::vector<double>{5.5, 17.5}));
}

BOOST_AUTO_TEST_CASE(error_of_sum_grows_with_the_logarithm_of_the_length) {
  const double eps = std::numeric_limits<float>::epsilon() / 2;
  for (const Index count : {2, 3, 7, 8, 9, 15, 16, 31, 100, 1000, 4097, 100000}) {
    const Array x = scrambled<float>({count});
    double exact = 0;
    double size = 0;
    for (const double value : values<float>(x)) {
      exact += value;
      size += std::abs(value);
    }
    const double bound = 2 * std::ceil(std::log2(count)) * eps * size;
    BOOST_TEST(std::abs(static_cast<double>(kernels::sum(x).data<float>()[0]) - exact) <= bound);
    // These terms down the columns.
    const Array columns = kernels::copy(kernels::expand(kernels::unsqueeze(x, 1), {count, 19}));
    for (const double value : values<float>(kernels::sum(columns, 0))) {
      BOOST_TEST(std::abs(value - exact) <= bound);
    }
  }
  // Ones add up exactly where one accumulator would have stopped counting.
  const Array ones = kernels::ones({20'000'000}, xgrad::float32);
  BOOST_TEST(kernels::sum(ones).data<float>()[0] == 2e7f);
}

BOOST_AUTO_TEST_CASE(sums_of_integers_are_exact_and_bools_are_counted) {
  const Index large = Index{1} << 60;
  const Array x = array<std::int64_t>({2, 2}, {large, 1, large, 2});
  BOOST_TEST(values<std::int64_t>(kernels::sum(x, 0)) == (std::vector<std::int64_t>{2 * large, 3}));
  BOOST_TEST(values<std::int64_t>(kernels::max(x, 0)) == (std::vector<std::int64_t>{large, 2}));
  const Array mask = array<bool>({3}, {true, false, true});
  BOOST_TEST(kernels::sum(mask).data<std::int64_t>()[0] == 2);
}

BOOST_AUTO_TEST_CASE(max_and_min_return_nan_and_order_infinities) {
  const Array x = array<double>({3, 3}, {1, kNaN, 3, -kInf, 5, kInf, -kInf, -kInf, -kInf});
  const auto largest = values(kernels::max(x, 1));
  BOOST_TEST(std::isnan(largest[0]));
  BOOST_TEST(largest[1] == kInf);
  BOOST_TEST(largest[2] == -kInf);
  BOOST_TEST(std::isnan(values(kernels::min(x, 1))[0]));
  BOOST_TEST(values<std::int64_t>(kernels::argmax(x, 1)) == (std::vector<std::int64_t>{1, 2, 0}));
}

BOOST_AUTO_TEST_CASE(argmax_takes_the_first_and_counts_over_all) {
  const Array x = array<double>({2, 3}, {1, 7, 7, 7, 0, 2});
  BOOST_TEST(kernels::argmax(x).data<std::int64_t>()[0] == 1);
  BOOST_TEST(values<std::int64_t>(kernels::argmax(awkward(x), 0)) ==
             (std::vector<std::int64_t>{1, 0, 0}));
  BOOST_TEST(kernels::argmax(iota({})).data<std::int64_t>()[0] == 0);
  BOOST_CHECK_EXCEPTION(kernels::argmax(x, {0, 1}), xgrad::ValueError,
                        says("argmax: axes [0, 1]: it takes one axis, or none for all"));
}

BOOST_AUTO_TEST_CASE(empty_reductions) {
  BOOST_TEST(values(kernels::sum(iota({0}))) == std::vector<double>{0});
  BOOST_TEST(values(kernels::sum(iota({0, 3}), 0)) == (std::vector<double>{0, 0, 0}));
  BOOST_TEST(kernels::sum(iota({0, 3}), 1).shape() == Shape{0});
  BOOST_TEST(std::isnan(values(kernels::mean(iota({0})))[0]));
  BOOST_TEST(kernels::max(iota({0, 3}), 1).shape() == Shape{0});
  BOOST_CHECK_EXCEPTION(kernels::max(iota({0, 3}), 0), xgrad::ShapeError,
                        says("max: [0, 3] has no elements over axes [0]"));
  BOOST_CHECK_EXCEPTION(kernels::argmax(iota({0})), xgrad::ShapeError,
                        says("argmax: [0] has no elements"));
}

BOOST_AUTO_TEST_CASE(invalid_axes_and_dtypes_are_errors) {
  const Array x = iota({4, 3});
  BOOST_CHECK_EXCEPTION(kernels::sum(x, 2), xgrad::IndexError,
                        says("sum: axis 2 is out of range for shape [4, 3] (valid: -2 to 1)"));
  BOOST_CHECK_EXCEPTION(kernels::sum(x, {1, -1}), xgrad::ValueError,
                        says("sum: axes [1, -1] name axis 1 of [4, 3] twice"));
  BOOST_CHECK_EXCEPTION(kernels::mean(iota<std::int64_t>({2})), xgrad::DTypeError,
                        says("mean: int64"));
  BOOST_CHECK_THROW(kernels::max(array<bool>({1}, {true})), xgrad::DTypeError);
}

BOOST_AUTO_TEST_CASE(sum_to_undoes_broadcasting) {
  const Array x = iota({2, 3, 4});
  BOOST_TEST(kernels::sum_to(x, x.shape()).raw() == x.raw());
  BOOST_TEST(values(kernels::sum_to(x, {3, 1})) == (std::vector<double>{60, 92, 124}));
  BOOST_TEST(kernels::sum_to(x, {3, 1}).shape() == (Shape{3, 1}));
  BOOST_TEST(values(kernels::sum_to(x, {4})) == values(kernels::sum(x, {0, 1})));
  BOOST_TEST(values(kernels::sum_to(x, {})) == (std::vector<double>{276}));
  BOOST_TEST(values(kernels::sum_to(iota({0, 3, 3}), {1, 3})) == (std::vector<double>{0, 0, 0}));
  BOOST_CHECK_EXCEPTION(kernels::sum_to(x, {2, 4}), xgrad::ShapeError, says("sum_to"));
  BOOST_CHECK_EXCEPTION(kernels::sum_to(iota({1, 4}), {3, 4}), xgrad::ShapeError,
                        says("sum_to: [1, 4] was not broadcast from [3, 4]"));
}

BOOST_AUTO_TEST_SUITE_END()
