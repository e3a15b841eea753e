// Distinct elements, positions in sorted sequences, and counts: special values, dtypes, errors, and
// random numbers against loops over all elements.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/reduce/counting.hpp>
#include <xgrad/autograd/ops/reduce/sort.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include "support/tensors.hpp"
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

using namespace xgrad;
using test::says;

BOOST_AUTO_TEST_SUITE(reduce_counting)

using Values = std::vector<double>;
using Integers = std::vector<std::int64_t>;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Integers integers(const Tensor& x) {
  return to(x, int64).to_vector<std::int64_t>();
}

}  // namespace

BOOST_AUTO_TEST_CASE(unique_elements_reproduce_the_input) {
  Generator generator(3);
  for (const Shape& shape :
       {Shape{}, Shape{1}, Shape{0}, Shape{4, 5}, Shape{2, 0}, Shape{3, 400}}) {
    const Tensor numbers = randint(-9, 9, shape, generator);
    for (const Tensor& x : {numbers, to(numbers, float32), transpose(numbers, 0, -1)}) {
      const auto [values, inverse, counts] = unique(x);
      BOOST_TEST(values.dtype() == x.dtype());
      BOOST_TEST(inverse.shape() == x.shape());
      const Tensor again = reshape(index_select(values, 0, flatten(inverse)), x.shape());
      BOOST_TEST(integers(again) == integers(x));
      BOOST_TEST(integers(counts) == integers(bincount(flatten(inverse))));
      const Integers distinct = integers(values);
      const bool increasing =
          std::ranges::adjacent_find(distinct, std::greater_equal<>()) == distinct.end();
      BOOST_TEST(increasing);
    }
  }
}

BOOST_AUTO_TEST_CASE(unique_joins_zeros_and_separates_nan) {
  const auto [values, inverse, counts] = unique(from_vector(Values{kNaN, 0, -0.0, kNaN, -kInf}));
  BOOST_TEST(values.numel() == 4);
  BOOST_TEST(integers(inverse) == (Integers{2, 1, 1, 3, 0}));
  BOOST_TEST(integers(counts) == (Integers{1, 2, 1, 1}));
  BOOST_TEST(!std::signbit(values.to_vector<double>()[1]));
  const UniqueElements flags = unique(tensor({true, false, true}));
  BOOST_TEST(flags.values.to_vector<bool>() == (std::vector<bool>{false, true}));
  BOOST_TEST(integers(flags.counts) == (Integers{1, 2}));
}

BOOST_AUTO_TEST_CASE(searchsorted_counts_the_elements_before) {
  Generator generator(4);
  for (const Index n : {0, 1, 2, 9, 40}) {
    const Tensor sequence = sort(randint(-5, 5, {3, n}, generator)).values;
    const Tensor wanted = randint(-6, 6, {3, 7}, generator);
    const Tensor all = unsqueeze(sequence, 1), each = unsqueeze(wanted, 2);
    BOOST_TEST(integers(searchsorted(sequence, wanted)) == integers(sum(lt(all, each), -1)));
    BOOST_TEST(integers(searchsorted(sequence, wanted, true)) == integers(sum(le(all, each), -1)));
    const Tensor row = select(sequence, 0, 1);
    BOOST_TEST(integers(searchsorted(row, wanted)) == integers(sum(lt(row, each), -1)));
    BOOST_TEST(integers(bucketize(wanted, row, true)) == integers(sum(le(row, each), -1)));
  }
}

BOOST_AUTO_TEST_CASE(searchsorted_takes_nan_as_the_largest) {
  const Tensor sequence = from_vector(Values{-kInf, 1, kInf, kNaN});
  const Tensor wanted = from_vector(Values{-kInf, kInf, kNaN, 1.5});
  BOOST_TEST(integers(searchsorted(sequence, wanted)) == (Integers{0, 2, 3, 2}));
  BOOST_TEST(integers(searchsorted(sequence, wanted, true)) == (Integers{1, 3, 4, 2}));
  BOOST_TEST(searchsorted(sequence, test::scalar(1)).shape() == Shape{});
  BOOST_TEST(searchsorted(zeros({0, 3}), zeros({0, 2})).shape() == (Shape{0, 2}));
  BOOST_TEST(searchsorted(zeros({2, 3}), zeros({2, 0})).shape() == (Shape{2, 0}));
}

BOOST_AUTO_TEST_CASE(histc_counts_elements_between_its_limits) {
  const Tensor x = from_vector(Values{0, 0.5, 1, 1.5, 2, 3, -1, kNaN, kInf});
  BOOST_TEST(histc(x, 2, 0, 2).to_vector<double>() == (Values{2, 3}));
  BOOST_TEST(histc(to(x, float32), 4, 0, 2).to_vector<float>() == (std::vector<float>{1, 1, 1, 2}));
  BOOST_TEST(histc(to(x, float32), 4, 0, 2).dtype() == float32);
  const Tensor finite = from_vector(Values{4, 2, 2, 3}, {2, 2});
  BOOST_TEST(histc(finite, 2).to_vector<double>() == (Values{2, 2}));  // from 2 to 4
  BOOST_TEST(histc(ones({3}), 4).to_vector<float>() == (std::vector<float>{0, 0, 3, 0}));
  BOOST_TEST(histc(zeros({0}), 2).to_vector<float>() == (std::vector<float>{0, 0}));
}

BOOST_AUTO_TEST_CASE(histc_refuses_limits_without_width) {
  BOOST_CHECK_THROW(histc(full({3}, 1e17, float64)), ValueError);
}

BOOST_AUTO_TEST_CASE(bincount_counts_or_adds_weights) {
  const Tensor x = tensor({3, 0, 3, 1});
  BOOST_TEST(integers(bincount(x)) == (Integers{1, 1, 0, 2}));
  BOOST_TEST(integers(bincount(x, {}, 6)) == (Integers{1, 1, 0, 2, 0, 0}));
  BOOST_TEST(integers(bincount(zeros({0}, int64), {}, 2)) == (Integers{0, 0}));
  BOOST_TEST(bincount(zeros({0}, int64)).shape() == Shape{0});
  const Tensor weights = test::leaf({4}, {1, 2, 0.5, 4});
  const Tensor sums = bincount(x, weights);
  BOOST_TEST(sums.to_vector<double>() == (Values{2, 4, 0, 1.5}));
  BOOST_TEST(grad(sum(sums * from_vector(Values{1, 2, 3, 4})), weights).to_vector<double>() ==
             (Values{4, 1, 4, 2}));
  BOOST_TEST(bincount(x, ones({4})).dtype() == float32);
  BOOST_TEST(bincount(x, x).to_vector<double>() == (Values{0, 1, 0, 6}));
}

BOOST_AUTO_TEST_CASE(counting_errors) {
  const Tensor x = ones({4, 3}), i = tensor({1, 2});
  BOOST_CHECK_EXCEPTION(
      searchsorted(x, zeros({3, 2})), ShapeError,
      says("searchsorted: the sorted sequence [4, 3] does not fit the values [3, 2]"));
  BOOST_CHECK_EXCEPTION(
      searchsorted(test::scalar(1), x), DTypeError,
      says("searchsorted: the sorted sequence is float64, the values are float32"));
  BOOST_CHECK_EXCEPTION(searchsorted(tensor(1.0), x), ShapeError, says("sorted sequence []"));
  BOOST_CHECK_EXCEPTION(searchsorted(x, tensor(1.0)), ShapeError, says("values []"));
  BOOST_CHECK_EXCEPTION(bucketize(x, x), ShapeError,
                        says("bucketize: the boundaries [4, 3] do not have one axis"));
  BOOST_CHECK_EXCEPTION(bucketize(x, i), DTypeError, says("bucketize"));
  BOOST_CHECK_EXCEPTION(histc(i), DTypeError, says("histc: the input is int64"));
  BOOST_CHECK_EXCEPTION(histc(x, 0), ValueError, says("histc: 0 bins"));
  BOOST_CHECK_EXCEPTION(histc(x, 3, 2, 1), ValueError, says("histc: min = 2 is above max = 1"));
  BOOST_CHECK_EXCEPTION(histc(x, 3, -kInf, 1), ValueError, says("is not finite"));
  BOOST_CHECK_EXCEPTION(histc(x, 3, kNaN, 1), ValueError, says("is not finite"));
  BOOST_CHECK_EXCEPTION(histc(x, 3, -1e308, 1e308), ValueError, says("is not finite"));
  BOOST_CHECK_EXCEPTION(histc(from_vector(Values{1, kNaN}), 3), ValueError, says("is not finite"));
  BOOST_CHECK_EXCEPTION(bincount(x), DTypeError, says("bincount: the input is float32, not int64"));
  BOOST_CHECK_EXCEPTION(bincount(zeros({2, 2}, int64)), ShapeError,
                        says("bincount: the input [2, 2]"));
  BOOST_CHECK_EXCEPTION(bincount(i, ones({3})), ShapeError,
                        says("bincount: the input is [2], its weights [3]"));
  BOOST_CHECK_EXCEPTION(bincount(tensor({1, -2})), ValueError,
                        says("bincount: element -2 at position 1 is negative"));
  BOOST_CHECK_EXCEPTION(bincount(i, {}, -1), ValueError, says("bincount: minlength = -1"));
  const Tensor most = from_vector(Integers{std::numeric_limits<std::int64_t>::max()});
  BOOST_CHECK_EXCEPTION(bincount(most), ShapeError, says("more elements than memory can address"));
}

BOOST_AUTO_TEST_SUITE_END()
