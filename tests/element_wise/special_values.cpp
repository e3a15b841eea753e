// Values and first derivatives at zeros, infinities, NaN and kinks: PyTorch's, or a stated
// convention.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/element_wise/activations.hpp>
#include <xgrad/autograd/ops/element_wise/exponential.hpp>
#include <xgrad/autograd/ops/element_wise/rounding.hpp>
#include <xgrad/autograd/ops/element_wise/special.hpp>
#include <xgrad/autograd/ops/element_wise/trigonometric.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"
#include <cmath>
#include <limits>
#include <numbers>
#include <ostream>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(special_values)

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kEuler = std::numbers::egamma;
constexpr double kPi = std::numbers::pi;

struct Unary {
  const char* name;
  Tensor (*function)(const Tensor&);
  std::vector<double> x, y, slope;
};
struct Binary {
  const char* name;
  Tensor (*function)(const Tensor&, const Tensor&);
  std::vector<double> a, b, y, slope_a, slope_b;
};
std::ostream& operator<<(std::ostream& stream, const Unary& row) {
  return stream << row.name;
}
std::ostream& operator<<(std::ostream& stream, const Binary& row) {
  return stream << row.name;
}

// The values, and for zeros their signs.
void check_same(const Tensor& actual, const std::vector<double>& expected) {
  const std::vector<double> found = test::values(actual);
  BOOST_TEST_REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    const bool same =
        std::isnan(expected[i]) ? std::isnan(found[i])
        : std::isinf(expected[i]) || expected[i] == 0
            ? found[i] == expected[i] && std::signbit(found[i]) == std::signbit(expected[i])
            : std::abs(found[i] - expected[i]) <= 1e-15 * std::abs(expected[i]);
    BOOST_TEST(same, "element " << i << " is " << found[i] << ", expected " << expected[i]);
  }
}

const Unary kUnary[] = {
    {"sign", sign, {0, -0.0, inf, -inf, kNaN}, {0, 0, 1, -1, 0}, {0, 0, 0, 0, 0}},
    {"floor", floor, {-0.0, 1.5, -1.5, inf, kNaN}, {-0.0, 1, -2, inf, kNaN}, {0, 0, 0, 0, 0}},
    {"ceil", ceil, {-0.4, 1.5, -1.5, -inf, kNaN}, {-0.0, 2, -1, -inf, kNaN}, {0, 0, 0, 0, 0}},
    {"round",
     round,
     {-0.4, 0.5, 1.5, -2.5, 0.49999999999999994, 4503599627370497.0, inf, kNaN},
     {-0.0, 0, 2, -2, 0, 4503599627370497.0, inf, kNaN},
     {0, 0, 0, 0, 0, 0, 0, 0}},
    {"trunc", trunc, {-0.4, 1.5, -1.5, inf, kNaN}, {-0.0, 1, -1, inf, kNaN}, {0, 0, 0, 0, 0}},
    {"frac", frac, {-1, -1.5, 1.25, inf, kNaN}, {0, -0.5, 0.25, kNaN, kNaN}, {1, 1, 1, 1, 1}},
    {"nan_to_num",
     [](const Tensor& x) { return nan_to_num(x); },
     {-0.0, inf, -inf, kNaN},
     {-0.0, std::numeric_limits<double>::max(), std::numeric_limits<double>::lowest(), 0},
     {1, 0, 0, 0}},
    {"nan_to_num of numbers",
     [](const Tensor& x) { return nan_to_num(x, 1, 2, 3); },
     {5, inf, -inf, kNaN},
     {5, 2, 3, 1},
     {1, 0, 0, 0}},

    {"tan", tan, {0, -0.0, inf, kNaN}, {0, -0.0, kNaN, kNaN}, {1, 1, kNaN, kNaN}},
    {"asin", asin, {-0.0, 1, 2, kNaN}, {-0.0, kPi / 2, kNaN, kNaN}, {1, inf, kNaN, kNaN}},
    {"acos", acos, {0, 1, -2, kNaN}, {kPi / 2, 0, kNaN, kNaN}, {-1, -inf, kNaN, kNaN}},
    {"atan", atan, {-0.0, inf, -inf, kNaN}, {-0.0, kPi / 2, -kPi / 2, kNaN}, {1, 0, 0, kNaN}},
    {"sinh", sinh, {-0.0, inf, -inf, kNaN}, {-0.0, inf, -inf, kNaN}, {1, inf, inf, kNaN}},
    {"cosh", cosh, {-0.0, inf, -inf, kNaN}, {1, inf, inf, kNaN}, {-0.0, inf, -inf, kNaN}},
    {"asinh",
     asinh,
     {-0.0, inf, -inf, 1e300},
     {-0.0, inf, -inf, 691.4686750787736},
     {1, 0, 0, 1e-300}},
    {"acosh", acosh, {1, 0.5, -2, inf}, {0, kNaN, kNaN, inf}, {inf, kNaN, kNaN, 0}},
    {"atanh", atanh, {-0.0, 1, -1, 2}, {-0.0, inf, -inf, kNaN}, {1, inf, inf, -1.0 / 3}},

    {"exp2",
     exp2,
     {0, 10, inf, -inf, kNaN},
     {1, 1024, inf, 0, kNaN},
     {std::numbers::ln2, 1024 * std::numbers::ln2, inf, 0, kNaN}},
    {"log2",
     log2,
     {0, 8, inf, -1},
     {-inf, 3, inf, kNaN},
     {inf, 1 / (8 * std::numbers::ln2), 0, -1 / std::numbers::ln2}},
    {"log10",
     log10,
     {0, 1000, inf, -1},
     {-inf, 3, inf, kNaN},
     {inf, 1 / (1000 * std::numbers::ln10), 0, -1 / std::numbers::ln10}},
    {"reciprocal",
     reciprocal,
     {0, -0.0, inf, -inf, kNaN},
     {inf, -inf, 0, -0.0, kNaN},
     {-inf, -inf, -0.0, -0.0, kNaN}},

    {"erfc", erfc, {0, inf, -inf, kNaN}, {1, 0, 2, kNaN}, {-2 / std::sqrt(kPi), -0.0, -0.0, kNaN}},
    {"erfinv",
     erfinv,
     {-0.0, 1, -1, 2, kNaN},
     {-0.0, inf, -inf, kNaN, kNaN},
     {std::sqrt(kPi) / 2, inf, inf, kNaN, kNaN}},
    {"lgamma",
     lgamma,
     {0, -0.0, -1, 1, inf, -inf, kNaN},
     {inf, inf, inf, 0, inf, inf, kNaN},
     {-inf, inf, kNaN, -kEuler, inf, kNaN, kNaN}},
    {"digamma",
     digamma,
     {0, -0.0, -1, 1, inf, -inf, kNaN},
     {-inf, inf, kNaN, -kEuler, inf, kNaN, kNaN},
     {inf, inf, inf, kPi* kPi / 6, 0, kNaN, kNaN}},
    {"polygamma",
     [](const Tensor& x) { return polygamma(1, x); },
     {0, -1, 1, inf, -inf, kNaN},
     {inf, inf, kPi* kPi / 6, 0, kNaN, kNaN},
     {-inf, -inf, -2.4041138063191886, 0, kNaN, kNaN}},

    {"log_sigmoid",
     log_sigmoid,
     {0, inf, -inf, kNaN},
     {-std::numbers::ln2, -0.0, -inf, kNaN},
     {0.5, 0, 1, kNaN}},
    {"selu",
     selu,
     {0, inf, -inf, kNaN},
     {0, inf, -1.7580993408473769, kNaN},
     {1.7580993408473769, 1.0507009873554805, 0, 1.0507009873554805}},
    {"celu",
     [](const Tensor& x) { return celu(x, 1.5); },
     {0, inf, -inf, kNaN},
     {0, inf, -1.5, kNaN},
     {1, 1, 0, 1}},
    // the limits at infinity, where PyTorch multiplies 0 by infinity
    {"mish", mish, {0, inf, -inf, kNaN}, {0, inf, 0, kNaN}, {0.6, 1, 0, kNaN}},
    {"softsign",
     softsign,
     {0, -0.0, 3, inf, kNaN},
     {0, -0.0, 0.75, kNaN, kNaN},
     {1, 1, 1.0 / 16, 0, kNaN}},
    {"hardtanh",
     [](const Tensor& x) { return hardtanh(x); },
     {-0.0, 1, -1, inf, -inf, kNaN},
     {-0.0, 1, -1, 1, -1, kNaN},
     {1, 0, 0, 0, 0, 1}},
    {"hardsigmoid",
     hardsigmoid,
     {0, 3, -3, inf, -inf, kNaN},
     {0.5, 1, 0, 1, 0, kNaN},
     {1.0 / 6, 0, 0, 0, 0, 0}},
    {"hardswish",
     hardswish,
     {0, 3, -3, inf, -inf, kNaN},
     {0, 3, -0.0, inf, 0, kNaN},
     {0.5, 1.5, -0.5, 1, 0, kNaN}},
    {"tanhshrink", tanhshrink, {0, inf, -inf, kNaN}, {0, inf, -inf, kNaN}, {0, 1, 1, kNaN}},
};

const Binary kBinary[] = {
    {"atan2",
     atan2,
     {0, -0.0, 0, -0.0, inf, kNaN},
     {0, 0, -0.0, -1, inf, 1},
     {0, -0.0, kPi, -kPi, kPi / 4, kNaN},
     {kNaN, kNaN, kNaN, -1, kNaN, kNaN},
     {kNaN, kNaN, kNaN, 0, kNaN, kNaN}},
    {"hypot",
     hypot,
     {0, inf, 3, 3e200},
     {0, kNaN, 4, 4e200},
     {0, inf, 5, 5e200},
     {kNaN, kNaN, 0.6, 0.6},
     {kNaN, kNaN, 0.8, 0.8}},
    // at infinity the sign, where PyTorch divides infinities
    {"copysign",
     copysign,
     {0, -0.0, 1, inf, 2, 2},
     {-1, 1, -0.0, -1, kNaN, -kNaN},
     {-0.0, 0, -1, -inf, 2, -2},
     {-0.0, 0, -1, -1, 1, -1},
     {0, 0, 0, 0, 0, 0}},
    {"xlogy",
     xlogy,
     {0, 0, 0, 2, 0, kNaN},
     {0, kNaN, -1, 0, 2, 1},
     {0, kNaN, 0, -inf, 0, kNaN},
     {0, kNaN, 0, -inf, std::numbers::ln2, 0},
     {kNaN, kNaN, -0.0, inf, 0, kNaN}},
    // equal infinities share the gradient, where PyTorch gives NaN
    {"logaddexp",
     logaddexp,
     {inf, -inf, inf, 1, 1000, kNaN},
     {inf, -inf, -inf, 1, -1000, 0},
     {inf, -inf, inf, 1 + std::numbers::ln2, 1000, kNaN},
     {0.5, 0.5, 1, 0.5, 1, kNaN},
     {0.5, 0.5, 0, 0.5, 0, kNaN}},
};

}  // namespace

BOOST_DATA_TEST_CASE(functions_of_one_number, boost::unit_test::data::make(kUnary), row) {
  const Tensor x = test::leaf({static_cast<Index>(row.x.size())}, row.x);
  const Tensor y = row.function(x);
  check_same(y, row.y);
  check_same(grad(sum(y), x), row.slope);
}

BOOST_DATA_TEST_CASE(functions_of_two_numbers, boost::unit_test::data::make(kBinary), row) {
  const Shape shape = {static_cast<Index>(row.a.size())};
  const Tensor a = test::leaf(shape, row.a), b = test::leaf(shape, row.b);
  const Tensor y = row.function(a, b);
  check_same(y, row.y);
  const std::vector<Tensor> slopes = grad({sum(y)}, {a, b});
  check_same(slopes[0], row.slope_a);
  check_same(slopes[1], row.slope_b);
}

BOOST_AUTO_TEST_CASE(second_derivatives_at_kinks) {
  const auto second = [](Tensor (*function)(const Tensor&), const std::vector<double>& at) {
    const Tensor x = test::leaf({static_cast<Index>(at.size())}, at);
    return grad(sum(grad(sum(function(x)), x, {.create_graph = true})), x);
  };
  check_same(second(selu, {0, kNaN}), {0, 0});
  check_same(second([](const Tensor& x) { return celu(x); }, {0, kNaN}), {0, 0});
  check_same(second(hardswish, {-3, 3, -4, 4}), {1.0 / 3, 1.0 / 3, 0, 0});
  check_same(second(hardsigmoid, {-3, 3, 0}), {0, 0, 0});
  check_same(second(mish, {0, inf, -inf}), {0.64, 0, 0});
  check_same(second(softsign, {0, 1, -1}), {-0.0, -0.25, 0.25});
}

BOOST_AUTO_TEST_SUITE_END()
