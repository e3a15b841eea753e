// Operators, members and integer arithmetic, against C++ and the functions that they stand for.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/print.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"
#include <cmath>
#include <limits>

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(operators)

using Values = std::vector<double>;
using Integers = std::vector<std::int64_t>;
using Bools = std::vector<bool>;

namespace {

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

Integers integers(const Tensor& x) {
  return x.to_vector<std::int64_t>();
}

}  // namespace

BOOST_AUTO_TEST_CASE(comparisons_are_element_wise) {
  const Tensor x = tensor({1, 2, 3});
  const auto bools = [](const Tensor& y) { return y.to_vector<bool>(); };
  BOOST_TEST(bools(x == 2) == (Bools{false, true, false}));
  BOOST_TEST(bools(2 != x) == (Bools{true, false, true}));
  BOOST_TEST(bools(x < 2) == (Bools{true, false, false}));
  BOOST_TEST(bools(2 < x) == (Bools{false, false, true}));
  BOOST_TEST(bools(x <= 2) == (Bools{true, true, false}));
  BOOST_TEST(bools(2 >= x) == (Bools{true, true, false}));
  BOOST_TEST(bools(2 <= x) == (Bools{false, true, true}));
  BOOST_TEST(bools(2 > x) == (Bools{true, false, false}));
  BOOST_TEST(bools(x > tensor({3, 2, 1})) == (Bools{false, false, true}));
  BOOST_TEST(bools(x >= 1 && !(x == 2)) == (Bools{true, false, true}));
  BOOST_TEST(bools(x == 1 || x == 3) == (Bools{true, false, true}));
  BOOST_TEST(bools(!tensor({0.0, -0.0, std::nan(""), 2.0})) == (Bools{true, true, false, false}));
}

BOOST_AUTO_TEST_CASE(assignments_make_a_new_value) {
  Tensor x = constant({1}, {2}).requires_grad_();
  const Tensor leaf = x;
  x += 1;
  x *= leaf;
  x -= constant({1}, {1});
  x /= 2;
  BOOST_TEST(values(x) == Values{2.5});
  BOOST_TEST(values(leaf) == Values{2});
  x.backward();
  BOOST_TEST(values(leaf.grad()) == Values{2.5});  // of (x^2 + x - 1) / 2
}

BOOST_AUTO_TEST_CASE(integers_stay_exact_and_wrap_around) {
  const Tensor x = tensor({std::int64_t{1}, kMost, kLeast, (std::int64_t{1} << 53) + 1});
  BOOST_TEST(integers(x + 1) == (Integers{2, kLeast, kLeast + 1, (std::int64_t{1} << 53) + 2}));
  BOOST_TEST(integers(x - 2) == (Integers{-1, kMost - 2, kMost - 1, (std::int64_t{1} << 53) - 1}));
  BOOST_TEST(integers(1 - x) == (Integers{0, kLeast + 2, kLeast + 1, -(std::int64_t{1} << 53)}));
  BOOST_TEST(integers(x * -1) == (Integers{-1, -kMost, kLeast, -(std::int64_t{1} << 53) - 1}));
  BOOST_TEST(integers(-x) == integers(x * -1));
  BOOST_TEST(integers(minimum(x, 5)) == (Integers{1, 5, kLeast, 5}));
  BOOST_TEST(integers(maximum(x, 5)) == (Integers{5, kMost, 5, (std::int64_t{1} << 53) + 1}));
  BOOST_TEST((max(x).item<std::int64_t>() == kMost && min(x).item<std::int64_t>() == kLeast));
  BOOST_TEST(integers(reshape(x, {2, 2}) + tensor({0, 1})) ==
             (Integers{1, kLeast, kLeast, (std::int64_t{1} << 53) + 2}));
}

BOOST_AUTO_TEST_CASE(integer_division_holds_its_identity) {
  Integers dividends, divisors;
  for (const std::int64_t a : {std::int64_t{-7}, std::int64_t{-6}, std::int64_t{0}, std::int64_t{6},
                               std::int64_t{7}, kLeast, kMost}) {
    for (const std::int64_t b :
         {std::int64_t{-3}, std::int64_t{-1}, std::int64_t{1}, std::int64_t{3}, kLeast, kMost}) {
      dividends.push_back(a);
      divisors.push_back(b);
    }
  }
  const Tensor a = from_vector(dividends), b = from_vector(divisors);
  const Tensor floored = remainder(a, b), truncated = fmod(a, b);
  BOOST_TEST(integers(floor_divide(a, b) * b + floored) == dividends);
  for (std::size_t i = 0; i < dividends.size(); ++i) {
    const std::int64_t rest = integers(floored)[i];
    BOOST_TEST((rest == 0 || (rest < 0) == (divisors[i] < 0)),
               dividends[i] << " % " << divisors[i]);
    if (divisors[i] == -1) continue;
    BOOST_TEST((rest == 0) == (dividends[i] % divisors[i] == 0));
    BOOST_TEST(integers(truncated)[i] == dividends[i] % divisors[i]);
  }
  BOOST_TEST(integers(a % 4) == integers(remainder(a, 4)));
  BOOST_TEST(values(to(tensor({7, -7}) / 2, float64)) == (Values{3.5, -3.5}));
  BOOST_TEST((tensor({7}) / 2).dtype() == float32);
}

BOOST_AUTO_TEST_CASE(floating_division_at_its_edges) {
  const double inf = std::numeric_limits<double>::infinity();
  const Tensor a = tensor({7.0, -7.0, 7.0, 0.0, 1.0, inf}, float64);
  const Tensor b = tensor({-2.0, 2.0, inf, -3.0, 0.0, 2.0}, float64);
  const Values floored = values(remainder(a, b)), quotients = values(floor_divide(a, b));
  BOOST_TEST((floored[0] == -1 && floored[1] == 1 && floored[2] == 7 && floored[3] == 0));
  BOOST_TEST((std::isnan(floored[4]) && std::isnan(floored[5])));
  BOOST_TEST(
      (quotients[0] == -4 && quotients[1] == -4 && quotients[2] == 0 && quotients[4] == inf));
  BOOST_TEST((quotients[3] == 0 && std::signbit(quotients[3])));
  BOOST_TEST(floor_divide(tensor({1.0}, float64), 0.1).item<double>() == 9);  // 0.1 is above 1 / 10
}

BOOST_AUTO_TEST_CASE(mixed_numbers_are_errors) {
  const Tensor x = tensor({1, 2});
  BOOST_CHECK_EXCEPTION(x + 0.5, DTypeError,
                        says("add: x is int64 [2], the number is 0.5\n  hint: cast x with to"));
  BOOST_CHECK_THROW(x % 2.5, DTypeError);
  BOOST_CHECK_THROW(minimum(x, 0.5), DTypeError);
  BOOST_TEST(integers(x + 2.0) == (Integers{3, 4}));
  BOOST_TEST(values(to(x / 0.5, float64)) == (Values{2, 4}));
  BOOST_TEST(floor_divide(zeros({0}, int64), 0).numel() == 0);
  BOOST_CHECK_THROW(x * tensor({1.0}), DTypeError);
  BOOST_CHECK_THROW(x % tensor({1.0}), DTypeError);
  BOOST_CHECK_EXCEPTION(
      x % 0, ValueError,
      says("remainder: int64 [] contains 0, by which integers cannot be divided"));
  BOOST_CHECK_THROW(floor_divide(x, tensor({1, 0})), ValueError);
  BOOST_CHECK_EXCEPTION(x + arange(3), ShapeError, says("add: shapes [2] and [3]"));
  BOOST_CHECK_THROW(logical_and(x, arange(3)), ShapeError);
}

BOOST_AUTO_TEST_CASE(integers_of_other_widths) {
  BOOST_TEST(tensor(7).item<int>() == 7);
  BOOST_TEST(tensor(255).item<std::uint8_t>() == 255);
  BOOST_CHECK_EXCEPTION(tensor(256).item<std::uint8_t>(), ValueError,
                        says("item: an integer of 8 bits cannot represent 256"));
  BOOST_CHECK_THROW(tensor(-1).item<unsigned>(), ValueError);
  const Tensor x = from_vector(std::vector<int>{1, -2});
  BOOST_TEST(x.dtype() == int64);
  BOOST_TEST(x.to_vector<short>() == (std::vector<short>{1, -2}));
  BOOST_CHECK_THROW(x.to_vector<unsigned>(), ValueError);
  BOOST_CHECK_THROW(tensor({1.5}).to_vector<int>(), DTypeError);
  BOOST_TEST(from_vector(std::vector<std::uint8_t>{1, 2, 3, 4}, {2, 2}).shape() == (Shape{2, 2}));
  BOOST_CHECK_THROW(from_vector(std::vector<std::uint64_t>{~std::uint64_t{0}}), ValueError);
}

BOOST_AUTO_TEST_CASE(members_of_one_tensor_are_the_functions) {
  using Member = Tensor (TensorMembers::*)() const;
  using Function = Tensor (*)(const Tensor&);
  const std::pair<Member, Function> pairs[] = {{&TensorMembers::abs, abs},
                                               {&TensorMembers::neg, neg},
                                               {&TensorMembers::exp, exp},
                                               {&TensorMembers::expm1, expm1},
                                               {&TensorMembers::log, log},
                                               {&TensorMembers::log1p, log1p},
                                               {&TensorMembers::sqrt, sqrt},
                                               {&TensorMembers::rsqrt, rsqrt},
                                               {&TensorMembers::tanh, tanh},
                                               {&TensorMembers::sigmoid, sigmoid},
                                               {&TensorMembers::silu, silu},
                                               {&TensorMembers::softplus, softplus},
                                               {&TensorMembers::relu, relu},
                                               {&TensorMembers::gelu, gelu},
                                               {&TensorMembers::square, square},
                                               {&TensorMembers::sin, sin},
                                               {&TensorMembers::cos, cos},
                                               {&TensorMembers::erf, erf},
                                               {&TensorMembers::logical_not, logical_not},
                                               {&TensorMembers::nonzero, nonzero},
                                               {&TensorMembers::contiguous, contiguous},
                                               {&TensorMembers::squeeze, squeeze}};
  const Tensor x = tensor({{0.25, 0.0, 1.5, 2.0}}, float64);
  for (const auto& [member, function] : pairs) {
    const Tensor actual = (x.*member)(), expected = function(x);
    BOOST_TEST(actual.shape() == expected.shape());
    BOOST_TEST(values(to(actual, float64)) == values(to(expected, float64)));
  }
}

BOOST_AUTO_TEST_CASE(members_of_two_tensors_are_the_functions) {
  using Member = Tensor (TensorMembers::*)(const Tensor&) const;
  using Function = Tensor (*)(const Tensor&, const Tensor&);
  const std::pair<Member, Function> pairs[] = {{&TensorMembers::add, add},
                                               {&TensorMembers::sub, sub},
                                               {&TensorMembers::mul, mul},
                                               {&TensorMembers::div, div},
                                               {&TensorMembers::remainder, remainder},
                                               {&TensorMembers::floor_divide, floor_divide},
                                               {&TensorMembers::fmod, fmod},
                                               {&TensorMembers::pow, pow},
                                               {&TensorMembers::minimum, minimum},
                                               {&TensorMembers::maximum, maximum},
                                               {&TensorMembers::eq, eq},
                                               {&TensorMembers::ne, ne},
                                               {&TensorMembers::lt, lt},
                                               {&TensorMembers::le, le},
                                               {&TensorMembers::gt, gt},
                                               {&TensorMembers::ge, ge},
                                               {&TensorMembers::logical_and, logical_and},
                                               {&TensorMembers::logical_or, logical_or},
                                               {&TensorMembers::logical_xor, logical_xor},
                                               {&TensorMembers::matmul, matmul}};
  const Tensor x = tensor({{0.0, 3.0}, {-7.0, 2.0}}, float64);
  const Tensor y = tensor({{0.0, -2.0}, {2.0, 2.0}}, float64);
  for (const auto& [member, function] : pairs) {
    const Tensor actual = to((x.*member)(y), float64), expected = to(function(x, y), float64);
    BOOST_TEST(xgrad::to_string(actual) == xgrad::to_string(expected));
  }
  const Tensor made[] = {x == y, x != y, x<y, x <= y, x> y, x >= y};
  const Tensor expected[] = {eq(x, y), ne(x, y), lt(x, y), le(x, y), gt(x, y), ge(x, y)};
  for (std::size_t i = 0; i < std::size(made); ++i) {
    BOOST_TEST(values<bool>(made[i]) == values<bool>(expected[i]));
  }
}

BOOST_AUTO_TEST_CASE(members_with_numbers_and_axes_are_the_functions) {
  const Tensor x = tensor({{1.0, 2.0}, {3.0, 5.0}}, float64);
  BOOST_TEST(values(x.sum(0)) == values(sum(x, 0)));
  BOOST_TEST(values(x.reshape({4}).softmax(0)) == values(softmax(reshape(x, {4}), 0)));
  BOOST_TEST(values(x.matmul(x).exp().log().transpose(0, 1)) ==
             values(transpose(log(exp(matmul(x, x))), 0, 1)));
  BOOST_TEST(values(x.add(1).mul(x).sub(x).div(2)) == values((x + 1) * x / 2 - x / 2));
  BOOST_TEST((x.dim() == 2 && x.sizes() == (Shape{2, 2}) && x.size(-1) == 2));
  BOOST_TEST(x.unbind().size() == 2u);
  BOOST_TEST((x.max().item<double>() == 5 && x.min().item<double>() == 1));
  BOOST_TEST((x.mean().item<double>() == 2.75 && x.argmax().item<int>() == 3));
  BOOST_TEST(values(x.remainder(2)) == (Values{1, 0, 1, 1}));
  BOOST_TEST(values(x.neg().fmod(2)) == (Values{-1, 0, -1, -1}));
  BOOST_TEST(values(x.floor_divide(2)) == (Values{0, 1, 1, 2}));
  BOOST_TEST(values(x.minimum(2)) == (Values{1, 2, 2, 2}));
  BOOST_TEST(values(x.maximum(2)) == (Values{2, 2, 3, 5}));
  BOOST_TEST(values(x.clamp(2, 3)) == (Values{2, 2, 3, 3}));
  BOOST_TEST(values(x.pow(2)) == (Values{1, 4, 9, 25}));
  BOOST_TEST(values<bool>(x.lt(2)) == (Bools{true, false, false, false}));
  BOOST_TEST(values<bool>(x.ge(2)) == (Bools{false, true, true, true}));
  BOOST_TEST(values(x.logsumexp(0)) == values(logsumexp(x, 0)));
  BOOST_TEST(values(x.log_softmax(1)) == values(log_softmax(x, 1)));
  BOOST_TEST(values(x.flip({0})) == (Values{3, 5, 1, 2}));
  BOOST_TEST(values(x.permute({1, 0}).flatten()) == (Values{1, 3, 2, 5}));
  BOOST_TEST(values(x.select(1, 1)) == (Values{2, 5}));
  BOOST_TEST(values(x.narrow(0, 1, 1)) == (Values{3, 5}));
  BOOST_TEST(values(x.slice(1, 0, 1)) == (Values{1, 3}));
  BOOST_TEST(values(x.index_select(1, tensor({1}))) == (Values{2, 5}));
  BOOST_TEST(values(x.gather(1, tensor({{1}, {0}}))) == (Values{2, 3}));
  BOOST_TEST(values(x.index_add(0, tensor({1}), ones({1, 2}, float64))) == (Values{1, 2, 4, 6}));
  BOOST_TEST(values(x.masked_select(x > 2)) == (Values{3, 5}));
  BOOST_TEST(values(x.masked_fill(x > 2, 0)) == (Values{1, 2, 0, 0}));
  BOOST_TEST((x.unsqueeze(0).shape() == Shape{1, 2, 2} && x.expand({3, 2, 2}).numel() == 12));
  BOOST_TEST(
      (x.chunk(2).size() == 2u && x.split(1, 1).size() == 2u && x.split({1, 1}).size() == 2u));
  BOOST_TEST(values(x.sum_to({1, 2})) == (Values{4, 7}));
  BOOST_TEST(values(x.leaky_relu(0.5) + x.elu(2)) == values(x * 2));
  BOOST_TEST(x.to(int64).dtype() == int64);
}

BOOST_AUTO_TEST_SUITE_END()
