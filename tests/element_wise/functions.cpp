// Integers, errors and properties of element-wise functions.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/element_wise/activations.hpp>
#include <xgrad/autograd/ops/element_wise/closeness.hpp>
#include <xgrad/autograd/ops/element_wise/exponential.hpp>
#include <xgrad/autograd/ops/element_wise/fused.hpp>
#include <xgrad/autograd/ops/element_wise/rounding.hpp>
#include <xgrad/autograd/ops/element_wise/special.hpp>
#include <xgrad/autograd/ops/element_wise/trigonometric.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/misuse.hpp"
#include "support/random_tensors.hpp"
#include "support/tensors.hpp"
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

using namespace xgrad;
using test::check_message;
using test::close;

BOOST_AUTO_TEST_SUITE(functions)

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

using Flags = std::vector<bool>;
using Function = Tensor (*)(const Tensor&);

Flags flags(const Tensor& x) {
  return x.to_vector<bool>();
}

}  // namespace

BOOST_AUTO_TEST_CASE(rounding_and_signs_of_int64_are_int64) {
  using Numbers = std::vector<std::int64_t>;
  const Tensor x = test::constant<std::int64_t>({4}, {-3, 0, 7, (std::int64_t{1} << 53) + 1});
  for (const Function function :
       {Function(floor), Function(ceil), Function(round), Function(trunc)}) {
    const Tensor y = function(x);
    BOOST_TEST(y.to_vector<std::int64_t>() == x.to_vector<std::int64_t>());
    BOOST_TEST(y.array().data<std::int64_t>() != x.array().data<std::int64_t>());
  }
  BOOST_TEST(sign(x).to_vector<std::int64_t>() == (Numbers{-1, 0, 1, 1}));
  const Tensor least = test::constant<std::int64_t>({2}, {-3, kLeast});
  BOOST_TEST(abs(least).to_vector<std::int64_t>() == (Numbers{3, kLeast}));
  BOOST_TEST(reciprocal(tensor({4, -2})).to_vector<float>() == (std::vector<float>{0.25F, -0.5F}));
}

BOOST_AUTO_TEST_CASE(functions_refuse_integers_and_bools) {
  const Tensor integers = tensor({1, 2}), truths = tensor({true, false});
  check_message([&] { (void)tan(integers); },
                "tan: input [2] is int64, expected float32 or float64\n  hint: cast with to(x");
  check_message([&] { (void)frac(integers); }, "frac: input [2] is int64, expected float32");
  check_message([&] { (void)floor(truths); }, "floor: input [2] is bool, expected float32");
  check_message([&] { (void)mish(truths); }, "mish: input [2] is bool, expected float32");
  check_message([&] { (void)polygamma(1, integers); }, "polygamma: input [2] is int64");
  check_message([&] { (void)hypot(ones({2}), ones({2}, float64)); },
                "hypot: a is float32 [2], b is float64 [2], expected one type\n  hint: floating");
  BOOST_CHECK_THROW((void)tan(integers), DTypeError);
}

BOOST_AUTO_TEST_CASE(arguments_out_of_range_are_refused) {
  const Tensor x = ones({2, 3});
  check_message([&] { (void)hardtanh(x, 1, 0); }, "hardtanh: low = 1 is greater than high = 0");
  check_message([&] { (void)hardtanh(x, kNaN, 0); }, "hardtanh: low = nan and high = 0 are no");
  check_message([&] { (void)celu(x, 0); }, "celu: alpha is 0, by which x is divided");
  check_message([&] { (void)celu(x, inf); }, "celu: alpha");
  check_message([&] { (void)polygamma(-1, x); }, "polygamma: n is -1, expected 0 or more");
  check_message([&] { (void)isclose(x, x, -1); }, "isclose: rtol = -1 and atol = 1e-08, expected");
  check_message([&] { (void)isclose(x, x, 0, kNaN); }, "isclose: rtol = 0 and atol = nan");
  check_message([&] { (void)glu(x); }, "glu: axis -1 of [2, 3] has 3 elements, expected an even");
  check_message([&] { (void)glu(x, 2); }, "glu: axis 2 is out of range for shape [2, 3]");
  check_message([&] { (void)glu(ones({})); }, "glu: a scalar (shape []) has no axis to halve");
  check_message([&] { (void)atan2(x, ones({4})); },
                "atan2: shapes [2, 3] and [4] do not broadcast");
  check_message([&] { (void)logaddexp(x, ones({4})); }, "logaddexp: shapes [2, 3], [4] do not");
  BOOST_CHECK_THROW((void)celu(x, 0), ValueError);
  BOOST_CHECK_THROW((void)glu(x), ShapeError);
  BOOST_CHECK_THROW((void)glu(x, 2), IndexError);
}

BOOST_AUTO_TEST_CASE(elements_are_tested_in_every_dtype) {
  for (const DType dtype : {float32, float64}) {
    const Tensor x = to(test::constant({5}, {1, inf, -inf, kNaN, -0.0}), dtype);
    BOOST_TEST(flags(isnan(x)) == (Flags{false, false, false, true, false}));
    BOOST_TEST(flags(isinf(x)) == (Flags{false, true, true, false, false}));
    BOOST_TEST(flags(isfinite(x)) == (Flags{true, false, false, false, true}));
  }
  for (const DType dtype : {int64, bool_}) {
    BOOST_TEST(flags(isnan(ones({2}, dtype))) == (Flags{false, false}));
    BOOST_TEST(flags(isinf(ones({2}, dtype))) == (Flags{false, false}));
    BOOST_TEST(flags(isfinite(ones({2}, dtype))) == (Flags{true, true}));
  }
}

BOOST_AUTO_TEST_CASE(isclose_compares_infinities_and_nan_exactly) {
  const Tensor a = test::constant({6}, {1, inf, inf, kNaN, 1, 100});
  const Tensor b = test::constant({6}, {1 + 1e-6, inf, -inf, kNaN, inf, 100.002});
  BOOST_TEST(flags(isclose(a, b)) == (Flags{true, true, false, false, false, false}));
  BOOST_TEST(flags(isclose(a, b, 1e-4, 0, true)) == (Flags{true, true, false, true, false, true}));
  BOOST_TEST(flags(isclose(a, b, 0, 0)) == (Flags{false, true, false, false, false, false}));
}

BOOST_AUTO_TEST_CASE(isclose_is_exact_for_integers) {
  const std::int64_t large = std::int64_t{1} << 53;
  const Tensor a = test::constant<std::int64_t>({3}, {large, 100000, 3});
  const Tensor b = test::constant<std::int64_t>({3}, {large + 1, 100001, 3});
  BOOST_TEST(flags(isclose(a, b, 0)) == (Flags{false, false, true}));
  BOOST_TEST(flags(isclose(a, b)) == (Flags{true, true, true}));
  BOOST_TEST(flags(isclose(tensor({true, false}), tensor({true, true}))) == (Flags{true, false}));
}

BOOST_AUTO_TEST_CASE(allclose_and_equal_are_true_for_all_elements) {
  const Tensor a = test::constant({2, 2}, {1, 2, 3, 4}), b = a + 1e-9;
  BOOST_TEST(allclose(a, b));
  BOOST_TEST(!allclose(a, b, 0, 0));
  BOOST_TEST(!allclose(a, test::constant({2}, {1, 2})));
  BOOST_TEST(allclose(zeros({0, 3}), zeros({3})));
  BOOST_TEST(equal(a, a));
  BOOST_TEST(!equal(a, b));
  BOOST_TEST(!equal(a, reshape(a, {4})));
  BOOST_TEST(!equal(test::scalar(kNaN), test::scalar(kNaN)));
  BOOST_TEST(equal(tensor({1, 2}), tensor({1, 2})));
  BOOST_TEST(!equal(tensor({true, false}), tensor({true, true})));
  BOOST_TEST(equal(zeros({0}), zeros({0})));
  BOOST_CHECK_THROW((void)equal(ones({2}), ones({2}, float64)), DTypeError);
  check_message([] { (void)equal(Tensor(), ones({2})); }, "equal: an undefined tensor was used");
  check_message([] { (void)allclose(Tensor(), ones({2})); }, "isclose: an undefined tensor");
}

BOOST_AUTO_TEST_CASE(lerp_reaches_both_ends_exactly) {
  const Tensor a = test::constant({2}, {0.1, 1e16}), b = test::constant({2}, {0.3, 1});
  BOOST_TEST(lerp(a, b, 0).to_vector<double>() == a.to_vector<double>());
  BOOST_TEST(lerp(a, b, 1).to_vector<double>() == b.to_vector<double>());
}

BOOST_AUTO_TEST_CASE(derivatives_of_every_order_of_lgamma) {
  const Tensor x = test::leaf(2.5);
  Tensor y = lgamma(x);
  for (Index order = 0; order < 6; ++order) {
    y = grad(y, x, {.create_graph = true});
    BOOST_TEST(close(y, polygamma(order, x), {.relative = 1e-15}));
  }
  // psi^(4)(1) = -24 zeta(5), psi^(5)(1 / 2) = 5! 63 zeta(6)
  BOOST_TEST(close(polygamma(4, test::scalar(1)), {-24.886266123440878}, {.relative = 1e-15}));
  BOOST_TEST(close(polygamma(5, test::scalar(0.5)), {7691.1135486024341}, {.relative = 1e-15}));
}

BOOST_AUTO_TEST_CASE(glu_multiplies_the_halves_of_any_axis) {
  std::mt19937 engine(3);
  Generator generator(3);
  const auto below = [&](int n) { return static_cast<Index>(engine() % static_cast<unsigned>(n)); };
  for (int round = 0; round < 60; ++round) {
    Shape shape;
    for (Index rank = 1 + below(4); rank > 0; --rank) shape.push_back(below(4));
    const auto rank = static_cast<Index>(shape.size());
    const Index axis = below(static_cast<int>(rank)), half = below(4);
    shape[static_cast<std::size_t>(axis)] = 2 * half;
    const Tensor x = test::random_leaf(shape, generator);
    const Tensor a = narrow(x, axis, 0, half), b = narrow(x, axis, half, half);
    for (const Index named : {axis, axis - rank}) {
      BOOST_TEST(close(glu(x, named), a * sigmoid(b), {.relative = 1e-15}));
    }
    const Tensor weights = test::random_normal(a.shape(), generator);
    BOOST_TEST(close(grad(sum(weights * glu(x, axis)), x), grad(sum(weights * a * sigmoid(b)), x),
                     {.absolute = 1e-15, .relative = 1e-15}));
  }
}

BOOST_AUTO_TEST_CASE(slopes_do_not_cancel) {
  const auto slope_at = [](Tensor (*function)(const Tensor&), double at) {
    const Tensor x = test::leaf(at);
    return grad(function(x), x);
  };
  BOOST_TEST(close(slope_at(softsign, 1e8), {1e-16}, {.relative = 3e-8}));
  BOOST_TEST(close(slope_at(tanhshrink, 1e-8), {1e-16}, {.relative = 1e-15}));
  BOOST_TEST(close(slope_at(asinh, 1e200), {1e-200}, {.relative = 1e-15}));
  BOOST_TEST(close(slope_at(acosh, 1e200), {1e-200}, {.relative = 1e-15}));
  BOOST_TEST(
      close(slope_at(asin, 1 - 0x1p-40), {0x1p20 / std::sqrt(2 - 0x1p-40)}, {.relative = 1e-15}));
}

BOOST_AUTO_TEST_SUITE_END()
