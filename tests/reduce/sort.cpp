// Sorting and selection by order: special values, ties, dtypes, errors, and random shapes against a
// stable sort of each row.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/reduce/sort.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include "support/tensors.hpp"
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace xgrad;
using test::leaf;
using test::says;

BOOST_AUTO_TEST_SUITE(reduce_sort)

using Values = std::vector<double>;
using Positions = std::vector<std::int64_t>;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Positions positions(const Tensor& x) {
  return x.to_vector<std::int64_t>();
}

Values gradient_of(const Tensor& y, const Tensor& x) {
  return grad(sum(y), x).to_vector<double>();
}

// The order of `sort`, by a comparison of its own.
template <class T>
bool comes_before(T a, T b, bool descending) {
  if (descending) std::swap(a, b);
  if (std::isnan(static_cast<double>(b))) return !std::isnan(static_cast<double>(a));
  return a < b;
}

// Positions of the rows of [rows, n] in order.
template <class T>
Positions expected_positions(const std::vector<T>& elements, std::size_t n, bool descending) {
  Positions all;
  for (std::size_t row = 0; n > 0 && row < elements.size() / n; ++row) {
    Positions order(n);
    std::iota(order.begin(), order.end(), 0);
    const T* const from = elements.data() + row * n;
    std::stable_sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
      return comes_before(from[a], from[b], descending);
    });
    all.insert(all.end(), order.begin(), order.end());
  }
  return all;
}

// Numbers with many ties, both zeros, infinities and NaN.
std::vector<float> awkward_numbers(const Tensor& integers) {
  std::vector<float> numbers;
  numbers.reserve(static_cast<std::size_t>(integers.numel()));
  for (const std::int64_t i : positions(integers)) {
    constexpr float kSpecial[] = {-0.0F, 0.0F, INFINITY, -INFINITY, NAN, -NAN, 1e-42F, -1e-42F};
    numbers.push_back(i < 8 ? kSpecial[i] : static_cast<float>(i - 40) * 1.5F);
  }
  return numbers;
}

}  // namespace

BOOST_AUTO_TEST_CASE(sort_is_a_stable_sort_of_each_row) {
  Generator generator(7);
  for (const Index n : {0, 1, 2, 7, 255, 256, 257, 1500}) {
    for (const bool descending : {false, true}) {
      const Tensor integers = randint(0, 80, {3, n}, generator);
      const std::vector<float> numbers = awkward_numbers(integers);
      const Tensor x = from_vector(numbers, {3, n});
      const Positions expected =
          expected_positions(numbers, static_cast<std::size_t>(n), descending);
      BOOST_TEST(positions(argsort(x, -1, descending)) == expected);
      BOOST_TEST(positions(argsort(to(x, float64), 1, descending)) == expected);
      BOOST_TEST(positions(sort(x, 1, descending).indices) == expected);
      const Tensor columns = transpose(contiguous(transpose(x, 0, 1)), 0, 1);  // another layout
      BOOST_TEST(positions(argsort(columns, 1, descending)) == expected);
      const Tensor along_first = transpose(argsort(transpose(x, 0, 1), 0, descending), 0, 1);
      BOOST_TEST(positions(along_first) == expected);
      const Tensor large = sub(mul(integers, std::int64_t{1} << 56), std::int64_t{1} << 61);
      BOOST_TEST(positions(argsort(large, 1, descending)) ==
                 expected_positions(positions(large), static_cast<std::size_t>(n), descending));
    }
  }
}

BOOST_AUTO_TEST_CASE(topk_and_kthvalue_take_elements_of_the_sorted_row) {
  Generator generator(8);
  for (const Index n : {1, 5, 64, 300, 1000}) {
    const Tensor x = from_vector(awkward_numbers(randint(0, 80, {2, n}, generator)), {2, n});
    for (const Index k : {Index{1}, (n + 1) / 2, n}) {
      for (const bool largest : {false, true}) {
        const Positions expected = positions(narrow(argsort(x, 1, largest), 1, 0, k));
        BOOST_TEST(positions(topk(x, k, 1, largest).indices) == expected);
        const Tensor unordered = topk(x, k, 1, largest, false).indices;
        BOOST_TEST(positions(sort(unordered).values) ==
                   positions(sort(from_vector(expected, {2, k})).values));
      }
      BOOST_TEST(positions(kthvalue(x, k).indices) == positions(select(argsort(x), 1, k - 1)));
    }
  }
}

BOOST_AUTO_TEST_CASE(nan_is_the_largest_element) {
  const Tensor x = from_vector(Values{2, kNaN, -kInf, kInf, kNaN, -0.0, 0.0});
  BOOST_TEST(positions(argsort(x)) == (Positions{2, 5, 6, 0, 3, 1, 4}));
  BOOST_TEST(positions(argsort(x, 0, true)) == (Positions{1, 4, 3, 0, 5, 6, 2}));
  BOOST_TEST(positions(topk(x, 2).indices) == (Positions{1, 4}));
  BOOST_TEST(std::signbit(sort(x).values.to_vector<double>()[1]));  // -0 keeps its sign
  BOOST_TEST(std::isnan(kthvalue(x, 6).values.item<double>()));
}

BOOST_AUTO_TEST_CASE(median_is_the_smaller_of_two_and_nan_if_an_element_is) {
  BOOST_TEST(median(from_vector(Values{4, 1, 3, 2})).item<double>() == 2);
  BOOST_TEST(median(tensor({5, 1, 9})).item<std::int64_t>() == 5);
  const auto [values, indices] =
      median(from_vector(Values{4, 1, 3, 2, 9, kNaN, 0, kNaN}, {2, 4}), 1);
  BOOST_TEST(values.to_vector<double>()[0] == 2);
  BOOST_TEST(std::isnan(values.to_vector<double>()[1]));
  BOOST_TEST(positions(indices) == (Positions{3, 1}));
  BOOST_TEST(std::isnan(median(from_vector(Values{1, kNaN, 1})).item<double>()));
  // The key of the largest int64 is that of NaN.
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  BOOST_TEST(median(from_vector(Positions{most, 1, 2}), 0).values.item<std::int64_t>() == 2);
  BOOST_TEST(median(zeros({0, 3}), 1).values.shape() == Shape{0});
}

BOOST_AUTO_TEST_CASE(gradients_go_to_the_selected_elements) {
  const Tensor x = leaf({4}, {1, 3, 3, 0});
  const Tensor weights = tensor({1.0, 2.0, 3.0, 4.0}, float64);
  BOOST_TEST(gradient_of(sort(x).values * weights, x) == (Values{2, 3, 4, 1}));
  BOOST_TEST(gradient_of(sort(x, 0, true).values * weights, x) == (Values{3, 1, 2, 4}));
  BOOST_TEST(gradient_of(topk(x, 1).values, x) == (Values{0, 1, 0, 0}));  // the first of equals
  BOOST_TEST(gradient_of(kthvalue(x, 4).values, x) == (Values{0, 0, 1, 0}));
  BOOST_TEST(gradient_of(median(x, 0).values, x) == (Values{1, 0, 0, 0}));
  const Tensor ties = leaf({5}, {3, 1, 3, 4, 3});
  BOOST_TEST(gradient_of(median(ties) * 6, ties) == (Values{2, 0, 2, 0, 2}));
  BOOST_TEST(!argsort(x).requires_grad());
  BOOST_TEST(!sort(x).indices.requires_grad());
}

BOOST_AUTO_TEST_CASE(scalars_have_one_axis) {
  const Tensor x = leaf(3);
  for (const ValuesAndIndices& result :
       {sort(x), topk(x, 1), kthvalue(x, 1), kthvalue(x, 1, 0, true), median(x, -1)}) {
    BOOST_TEST(result.values.shape() == Shape{});
    BOOST_TEST(result.values.item<double>() == 3);
    BOOST_TEST(result.indices.item<std::int64_t>() == 0);
    BOOST_TEST(gradient_of(result.values, x) == Values{1});
  }
}

BOOST_AUTO_TEST_CASE(dtypes_and_shapes_are_kept) {
  const Tensor flags = tensor({true, false, true, false});
  BOOST_TEST(sort(flags).values.dtype() == bool_);
  BOOST_TEST(positions(sort(flags).indices) == (Positions{1, 3, 0, 2}));
  BOOST_TEST(positions(argsort(flags, 0, true)) == (Positions{0, 2, 1, 3}));
  const Tensor x = zeros({2, 0, 3}, int64);
  BOOST_TEST(sort(x, 1).values.shape() == (Shape{2, 0, 3}));
  BOOST_TEST(topk(x, 0, 1).values.shape() == (Shape{2, 0, 3}));
  BOOST_TEST(topk(zeros({2, 4}), 0).values.shape() == (Shape{2, 0}));
  BOOST_TEST(kthvalue(x, 2).values.shape() == (Shape{2, 0}));
  BOOST_TEST(kthvalue(x, 2, 2, true).values.shape() == (Shape{2, 0, 1}));
  BOOST_TEST(kthvalue(x, 2).values.dtype() == int64);
  const Tensor repeated = expand(tensor({{2.0}, {1.0}}, float64), {2, 3});
  BOOST_TEST(sort(repeated, 0).values.to_vector<double>() == (Values{1, 1, 1, 2, 2, 2}));
}

BOOST_AUTO_TEST_CASE(sort_errors) {
  const Tensor x = ones({4, 3});
  BOOST_CHECK_EXCEPTION(sort(x, 2), IndexError,
                        says("sort: axis 2 is out of range for shape [4, 3]"));
  BOOST_CHECK_EXCEPTION(argsort(x, -3), IndexError, says("argsort: axis -3 is out of range"));
  BOOST_CHECK_EXCEPTION(topk(x, 4), IndexError,
                        says("topk: k = 4 is out of range for axis -1 of [4, 3] (valid: 0 to 3)"));
  BOOST_CHECK_EXCEPTION(topk(x, -1), IndexError, says("topk: k = -1"));
  BOOST_CHECK_EXCEPTION(kthvalue(x, 0), IndexError, says("kthvalue: k = 0 is out of range"));
  BOOST_CHECK_EXCEPTION(kthvalue(x, 5, 0), IndexError, says("(valid: 1 to 4)"));
  BOOST_CHECK_EXCEPTION(median(zeros({0})), ShapeError, says("median: [0] has no elements"));
  BOOST_CHECK_EXCEPTION(median(zeros({3, 0}), 1), ShapeError,
                        says("median: [3, 0] has no elements along axis 1"));
}

BOOST_AUTO_TEST_SUITE_END()
