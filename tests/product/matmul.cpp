// Products of arrays: every pairing of ranks against sums in long double, awkward layouts with NaN
// in their gaps, products added in place, and error texts.
#include <xgrad/core/error.hpp>
#include <xgrad/core/generator.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/product/matmul.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/core/threads.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include <cmath>
#include <ostream>

namespace kernels = xgrad::kernels;
using namespace test;
using xgrad::to_string;

BOOST_AUTO_TEST_SUITE(matmul)

namespace {

struct Pair {
  Shape a, b, product;
  friend std::ostream& operator<<(std::ostream& out, const Pair& pair) {
    return out << to_string(pair.a) << " x " << to_string(pair.b);
  }
};

template <class T>
Array normal(const Shape& shape, std::uint64_t seed) {
  Array x = Array::empty(shape, xgrad::dtype_of<T>());
  xgrad::Generator(seed).fill_normal(x.mutable_data<T>(), x.numel(), 0, 1);
  return x;
}

// The position of an element of `out`, without its last two axes, in a factor that broadcasts.
Shape broadcast_index(const Shape& index, std::size_t own_axes, const Array& factor) {
  Shape result;
  if (factor.rank() <= 2) return result;
  const std::size_t count = factor.rank() - 2;
  const std::size_t batch = index.size() - own_axes;
  for (std::size_t axis = 0; axis < count; ++axis) {
    result.push_back(factor.shape()[axis] == 1 ? 0 : index[batch - count + axis]);
  }
  return result;
}

// Checks every element of `out` = `before` + a b (`before` may be undefined) against a sum in long
// double, within (k + 2) eps |A| |B|.
template <class T>
void check_product(const Array& out, const Array& a, const Array& b, const Array& before = {}) {
  const Index k = a.shape().back();
  double worst = 0;
  const std::size_t own_axes = (a.rank() > 1) + std::size_t{b.rank() > 1};
  for_each_index(out.shape(), [&](const Shape& index) {
    Shape a_index = broadcast_index(index, own_axes, a),
          b_index = broadcast_index(index, own_axes, b);
    if (a.rank() > 1) a_index.push_back(index[index.size() - own_axes]);
    a_index.push_back(0);
    const std::size_t inner = b_index.size();
    b_index.push_back(0);
    if (b.rank() > 1) b_index.push_back(index.back());
    long double exact = before.defined() ? at<T>(before, index) : 0;
    long double size = std::abs(exact);
    for (Index l = 0; l < k; ++l) {
      a_index.back() = b_index[inner] = l;
      const long double term = static_cast<long double>(at<T>(a, a_index)) * at<T>(b, b_index);
      exact += term;
      size += std::abs(term);
    }
    const long double error = std::abs(exact - static_cast<long double>(at<T>(out, index)));
    const long double bound =
        static_cast<long double>(k + 2) * std::numeric_limits<T>::epsilon() * size;
    if (!(error <= bound)) worst = std::max(worst, static_cast<double>(error / bound));
    if (std::isnan(at<T>(out, index))) worst = std::numeric_limits<double>::infinity();
  });
  BOOST_TEST(worst == 0, "error of " << worst << " times the bound");
}

const std::vector<Pair> kPairs = {{{20}, {20}, {}},
                                  {{5, 10}, {10}, {5}},
                                  {{10}, {10, 5}, {5}},
                                  {{5, 10}, {10, 5}, {5, 5}},
                                  {{5, 0}, {0, 10}, {5, 10}},
                                  {{0, 3}, {3, 4}, {0, 4}},
                                  {{1, 1}, {1, 1}, {1, 1}},
                                  {{1}, {1}, {}},
                                  {{0}, {0}, {}},
                                  {{5, 5, 10}, {10}, {5, 5}},
                                  {{5, 5, 10}, {10, 5}, {5, 5, 5}},
                                  {{5, 5, 0}, {0, 5}, {5, 5, 5}},
                                  {{10}, {5, 10, 5}, {5, 5}},
                                  {{5, 10}, {5, 10, 5}, {5, 5, 5}},
                                  {{0, 0}, {5, 0, 0}, {5, 0, 0}},
                                  {{5, 5, 10, 10}, {5, 5, 10, 5}, {5, 5, 10, 5}},
                                  {{5, 5, 10, 10}, {10}, {5, 5, 10}},
                                  {{10}, {5, 5, 10, 5}, {5, 5, 5}},
                                  {{3, 1, 4, 6}, {2, 6, 5}, {3, 2, 4, 5}},
                                  {{1, 4, 6}, {3, 6, 5}, {3, 4, 5}},
                                  {{3, 4, 6}, {1, 6, 5}, {3, 4, 5}},
                                  {{2, 33, 65}, {65, 17}, {2, 33, 17}}};

}  // namespace

BOOST_DATA_TEST_CASE(matmul_equals_a_loop, boost::unit_test::data::make(kPairs), pair) {
  const auto check = [&]<class T>(T) {
    const Array a = normal<T>(pair.a, 1), b = normal<T>(pair.b, 2);
    const Array out = kernels::matmul(a, b);
    BOOST_TEST(to_string(out.shape()) == to_string(pair.product));
    check_product<T>(out, a, b);
    for (const Array& left : {a, awkward<T>(a)}) {
      for (const Array& right : {b, awkward<T>(b)})
        check_product<T>(kernels::matmul(left, right), a, b);
    }
  };
  check(float{});
  check(double{});
}

BOOST_DATA_TEST_CASE(matmul_into_writes_every_layout, boost::unit_test::data::make(kPairs), pair) {
  const Array a = normal<double>(pair.a, 1), b = normal<double>(pair.b, 2);
  const Array before = normal<double>(pair.product, 3);
  std::vector<Array> layouts = {kernels::copy(before), awkward(before)};
  if (before.rank() > 1) {
    layouts.push_back(
        kernels::transpose(kernels::copy(kernels::transpose(before, -1, -2)), -1, -2));
    layouts.push_back(kernels::transpose(kernels::copy(kernels::transpose(before, 0, 1)), 0, 1));
  }
  for (Array& out : layouts) {
    kernels::matmul_into(out, a, b, true);
    check_product<double>(out, a, b, before);
    kernels::matmul_into(out, a, b);
    check_product<double>(out, a, b);
  }
}

BOOST_AUTO_TEST_CASE(matmul_takes_any_strides) {
  const Array a = normal<float>({6, 4, 9}, 1), b = normal<float>({9, 7}, 2);
  const auto layouts = [](const Array& x) {
    return std::vector<Array>{
        x, awkward<float>(x),
        kernels::transpose(kernels::contiguous(kernels::transpose(x, -1, -2)), -1, -2),
        kernels::transpose(kernels::contiguous(kernels::transpose(x, 0, 1)), 0, 1)};
  };
  for (const Array& left : layouts(a)) {
    for (const Array& right : {b, awkward<float>(b)}) {
      check_product<float>(kernels::matmul(left, right), a, b);
    }
  }
}

BOOST_AUTO_TEST_CASE(matmul_takes_expanded_factors) {
  const Array row = normal<float>({1, 8}, 1), column = normal<float>({8, 1}, 2);
  const Array rows = kernels::expand(row, {5, 8}), columns = kernels::expand(column, {8, 3});
  check_product<float>(kernels::matmul(rows, columns), rows, columns);
  const Array batch = kernels::expand(normal<float>({4, 8}, 3), {6, 4, 8});
  check_product<float>(kernels::matmul(batch, columns), batch, columns);
}

BOOST_DATA_TEST_CASE(int64_products_equal_those_of_small_float64_numbers,
                     boost::unit_test::data::make(kPairs), pair) {
  const auto integers = [](const Shape& shape, std::uint64_t seed) {
    Array x = Array::empty(shape, xgrad::int64);
    xgrad::Generator(seed).fill_randint(x.mutable_data<std::int64_t>(), x.numel(), -50, 50);
    return x;
  };
  const auto layouts = [](const Array& x) {
    std::vector<Array> list{x, awkward<std::int64_t>(x)};
    if (x.rank() < 2) return list;
    list.push_back(kernels::transpose(kernels::contiguous(kernels::transpose(x, -1, -2)), -1, -2));
    return list;
  };
  const Array a = integers(pair.a, 1), b = integers(pair.b, 2);
  const Array product =
      kernels::matmul(kernels::cast(a, xgrad::float64), kernels::cast(b, xgrad::float64));
  const auto expected = values<std::int64_t>(kernels::cast(product, xgrad::int64));
  for (const Array& left : layouts(a)) {
    for (const Array& right : layouts(b)) {
      BOOST_TEST(values<std::int64_t>(kernels::matmul(left, right)) == expected);
    }
  }
}

BOOST_AUTO_TEST_CASE(matmul_into_a_slice_leaves_its_neighbours) {
  Array whole = kernels::zeros({4, 3, 10}, xgrad::float32);
  const Array a = normal<float>({4, 3, 6}, 1), b = normal<float>({6, 5}, 2);
  Array part = kernels::narrow(whole, 2, 5, 5);
  kernels::matmul_into(part, a, b);
  check_product<float>(part, a, b);
  for (const double element : values<float>(kernels::narrow(whole, 2, 0, 5))) {
    BOOST_TEST(element == 0);
  }
}

BOOST_AUTO_TEST_CASE(matmul_on_several_threads_equals_one_thread) {
  const int before = xgrad::num_threads();
  xgrad::set_num_threads(3);
  const Array a = normal<float>({8, 40, 64}, 1), b = normal<float>({8, 64, 96}, 2);
  check_product<float>(kernels::matmul(a, b), a, b);
  const Array tall = normal<double>({150, 90}, 3), wide = normal<double>({90, 260}, 4);
  check_product<double>(kernels::matmul(tall, wide), tall, wide);
  xgrad::set_num_threads(before);
}

BOOST_AUTO_TEST_CASE(repeated_matmul_is_bitwise_identical) {
  const Array a = normal<float>({50, 128}, 1), b = normal<float>({128, 512}, 2);
  const auto first = values<float>(kernels::matmul(a, b));
  for (int repetition = 0; repetition < 5; ++repetition) {
    BOOST_TEST(values<float>(kernels::matmul(a, b)) == first);
  }
}

BOOST_AUTO_TEST_CASE(matmul_errors) {
  const auto zeros = [](const Shape& shape, DType dtype = xgrad::float32) {
    return kernels::zeros(shape, dtype);
  };
  using xgrad::DTypeError, xgrad::ShapeError;
  BOOST_CHECK_EXCEPTION(kernels::matmul(zeros({4, 3}), zeros({5, 2})), ShapeError,
                        says("matmul: inner sizes differ: a is [4, 3], b is [5, 2]"));
  BOOST_CHECK_EXCEPTION(kernels::matmul(zeros({4, 3}), zeros({5, 3})), ShapeError,
                        says("matmul(a, transpose(b, -1, -2)) would fit"));
  BOOST_CHECK_EXCEPTION(kernels::matmul(zeros({2, 4, 3}), zeros({5, 3, 2})), ShapeError,
                        says("leading axes do not broadcast: a is [2, 4, 3], b is [5, 3, 2]"));
  BOOST_CHECK_EXCEPTION(kernels::matmul(zeros({}), zeros({3})), ShapeError,
                        says("a factor is a scalar: a is [], b is [3]"));
  BOOST_CHECK_EXCEPTION(kernels::matmul(zeros({2}), zeros({2}, xgrad::float64)), DTypeError,
                        says("a is float32 [2], b is float64 [2]"));
  BOOST_CHECK_EXCEPTION(kernels::matmul(zeros({2}, xgrad::bool_), zeros({2}, xgrad::bool_)),
                        DTypeError, says("a is bool [2], expected numbers"));

  Array out = kernels::ones({2, 2}, xgrad::float32);
  BOOST_CHECK_EXCEPTION(kernels::matmul_into(out, zeros({2, 3}), zeros({3, 4})), ShapeError,
                        says("out is [2, 2], the product of [2, 3] and [3, 4] is [2, 4]"));
  const Array wide = zeros({2, 2}, xgrad::float64);
  BOOST_CHECK_EXCEPTION(kernels::matmul_into(out, wide, wide), DTypeError,
                        says("out is float32, the factors are float64"));
  BOOST_TEST(values<float>(out) == std::vector<float>(4, 1.0f), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
