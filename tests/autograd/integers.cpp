// Integers are exact over the whole range of int64, and numbers that it cannot hold are errors.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/print.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(integers_are_exact)

using xgrad::arange;

namespace {

using Integer = std::int64_t;
using Integers = std::vector<Integer>;
constexpr Integer kOdd = 9007199254740993;  // 2^53 + 1
constexpr Integer kLeast = std::numeric_limits<Integer>::min();
constexpr Integer kMost = std::numeric_limits<Integer>::max();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

Integers integers(const Tensor& x) {
  return x.to_vector<Integer>();
}

}  // namespace

BOOST_AUTO_TEST_CASE(tensor_full_and_fills_keep_every_integer) {
  for (const Integer n : {kOdd, -kOdd, kLeast, kMost, kMost - 1, Integer{0}}) {
    BOOST_TEST(tensor(n).item<Integer>() == n);
    BOOST_TEST(integers(tensor({n, Integer{1}})) == (Integers{n, 1}));
    BOOST_TEST(integers(tensor({{n}, {n}})) == (Integers{n, n}));
    BOOST_TEST(integers(full({2}, n, int64)) == (Integers{n, n}));
    BOOST_TEST(integers(full_like(arange(2), n)) == (Integers{n, n}));
    BOOST_TEST(integers(scatter_rows(tensor({n}), tensor({1}), 2, n)) == (Integers{n, n}));
    BOOST_TEST(to_string(tensor(n)) == std::to_string(n) + "  int64 []");
    BOOST_TEST(tensor(n).item<double>() == static_cast<double>(n));
    BOOST_TEST(to(tensor(n), float64).item<double>() == static_cast<double>(n));
    BOOST_TEST(tensor(n, float32).item<float>() == static_cast<float>(n));
  }
  BOOST_TEST(tensor(std::uint64_t{7}).item<Integer>() == 7);
}

BOOST_AUTO_TEST_CASE(arange_keeps_every_integer) {
  BOOST_TEST(integers(arange(kOdd, kOdd + 3)) == (Integers{kOdd, kOdd + 1, kOdd + 2}));
  BOOST_TEST(integers(arange(kOdd + 2, kOdd - 1, -1)) == (Integers{kOdd + 2, kOdd + 1, kOdd}));
  BOOST_TEST(integers(arange(kMost - 2, kMost, Integer{2})) == Integers{kMost - 2});
  BOOST_TEST(integers(arange(kLeast, kMost, kMost)) == (Integers{kLeast, -1, kMost - 1}));
  BOOST_TEST(integers(arange(kMost, kLeast, kLeast)) == (Integers{kMost, -1}));
  BOOST_TEST(arange(kOdd, kOdd).numel() == 0);
  BOOST_TEST(arange(0, 3, 1, float32).to_vector<float>() == (std::vector<float>{0, 1, 2}));
  BOOST_TEST(arange(2.5).to_vector<float>() == (std::vector<float>{0, 1, 2}));
}

BOOST_AUTO_TEST_CASE(comparisons_tell_neighbours_apart) {
  const Tensor x = tensor({kOdd - 1, kOdd, kOdd + 1});
  using Flags = std::vector<bool>;
  BOOST_TEST(eq(x, kOdd).to_vector<bool>() == (Flags{false, true, false}));
  BOOST_TEST(ne(x, kOdd).to_vector<bool>() == (Flags{true, false, true}));
  BOOST_TEST(lt(x, kOdd).to_vector<bool>() == (Flags{true, false, false}));
  BOOST_TEST(le(x, kOdd).to_vector<bool>() == (Flags{true, true, false}));
  BOOST_TEST(gt(x, kOdd).to_vector<bool>() == (Flags{false, false, true}));
  BOOST_TEST(ge(x, kOdd).to_vector<bool>() == (Flags{false, true, true}));
  BOOST_TEST(eq(tensor({true, false}), 1).to_vector<bool>() == (Flags{true, false}));
}

BOOST_AUTO_TEST_CASE(sums_and_extremes_keep_every_integer) {
  const Tensor x = tensor({kOdd, Integer{1}, Integer{1}});
  BOOST_TEST(sum(x).item<Integer>() == kOdd + 2);
  BOOST_TEST(max(tensor({kOdd - 1, kOdd})).item<Integer>() == kOdd);
  BOOST_TEST(argmax(tensor({kOdd - 1, kOdd})).item<Integer>() == 1);
}

BOOST_AUTO_TEST_CASE(numbers_beyond_int64_are_errors) {
  for (const double number : {kNaN, kInfinity, -kInfinity, 0x1p63, -0x1.0000000000001p63, 1e30}) {
    BOOST_CHECK_THROW(tensor(number, int64), ValueError);
    BOOST_CHECK_THROW(tensor({number}, int64), ValueError);
    BOOST_CHECK_THROW(full({2}, number, int64), ValueError);
    BOOST_CHECK_THROW(tensor(number, float64).item<Integer>(), ValueError);
    BOOST_CHECK_THROW(eq(arange(3), number), ValueError);
  }
  BOOST_TEST(tensor(-0x1p63, int64).item<Integer>() == kLeast);
  BOOST_CHECK_THROW(tensor(std::numeric_limits<std::uint64_t>::max()), ValueError);
  BOOST_CHECK_THROW(eq(arange(3), std::numeric_limits<std::uint64_t>::max()), ValueError);
  BOOST_CHECK_THROW(eq(tensor({true}), 2), ValueError);
  BOOST_CHECK_THROW(lt(arange(3), 0.5), ValueError);
}

BOOST_AUTO_TEST_CASE(arange_without_a_count_is_an_error) {
  BOOST_CHECK_THROW(arange(0.0, 1e19, 1.0), ShapeError);
  BOOST_CHECK_THROW(arange(1e19), ShapeError);
  BOOST_CHECK_THROW(arange(kLeast, kMost), ShapeError);
  BOOST_CHECK_THROW(arange(-1e308, 1e308, 1.0), ShapeError);
  for (const double number : {kNaN, kInfinity, -kInfinity}) {
    BOOST_CHECK_THROW(arange(number, 3.0), ValueError);
    BOOST_CHECK_THROW(arange(0.0, number), ValueError);
    BOOST_CHECK_THROW(arange(0.0, 3.0, number), ValueError);
    BOOST_CHECK_THROW(linspace(number, 1, 3), ValueError);
    BOOST_CHECK_THROW(linspace(0, number, 3), ValueError);
  }
  BOOST_CHECK_THROW(arange(0, 3, 0), ValueError);
  BOOST_CHECK_THROW(arange(3, 0, 1), ValueError);
  BOOST_CHECK_THROW(arange(0.0, 3e19, 5e18, int64), ValueError);
}

BOOST_AUTO_TEST_CASE(linspace_spans_the_whole_range) {
  const double most = std::numeric_limits<double>::max();
  BOOST_TEST(linspace(-most, most, 3, float64).to_vector<double>() ==
             (std::vector<double>{-most, 0, most}));
}

BOOST_AUTO_TEST_SUITE_END()
