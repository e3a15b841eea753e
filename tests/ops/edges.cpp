// Values and derivatives of element-wise operations at the edge of float32 and float64 equal
// PyTorch's, or a stated convention.
#include "golden/edges.hpp"

#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "ops/table.hpp"
#include "support/edges.hpp"
#include "support/flush.hpp"
#include "support/tensors.hpp"
#include <algorithm>
#include <cmath>
#include <limits>
#include <ostream>
#include <string_view>

using namespace xgrad;
using golden::edges::Edges;

namespace golden::edges {
std::ostream& operator<<(std::ostream& stream, const Edges& edges) {
  return stream << edges.op << " " << xgrad::name_of(edges.dtype);
}
}  // namespace golden::edges

BOOST_AUTO_TEST_SUITE(edges)

namespace {

constexpr double inf = golden::edges::inf;
constexpr double kNaN = golden::edges::nan;

const test::Op& op_named(std::string_view name) {
  for (const test::Op& op : test::op_table()) {
    if (name == op.name) return op;
  }
  BOOST_FAIL(name << " is not in the op table");
  throw;
}

Tensor column(const Edges& edges, std::size_t row) {
  const std::vector<double> numbers(edges.rows.begin()[row]);
  return to(test::constant({static_cast<Index>(numbers.size())}, numbers), edges.dtype);
}

// Where xgrad differs from PyTorch, by design: row 1 of a unary table is y, 2 is y' and 3 y''.
struct Convention {
  std::string_view op;
  int row;
  double x, result;
};
constexpr Convention kConventions[] = {
    // the limits, where PyTorch multiplies 0 by infinity
    {"silu", 1, -inf, 0},
    {"silu", 2, inf, 1},
    {"silu", 2, -inf, 0},
    {"silu", 3, inf, 0},
    {"silu", 3, -inf, 0},
    {"gelu", 1, -inf, 0},
    {"gelu", 2, inf, 1},
    {"gelu", 2, -inf, 0},
    // finite numbers, which PyTorch takes for infinite
    {"log1p", 1, std::numeric_limits<float>::max(), 88.722839052068352},
    {"log1p", 1, std::numeric_limits<double>::max(), 709.78271289338397},
    // the C library's (-inf)^0.5, which PyTorch multiplies by 0
    {"pow to a number", 3, -inf, inf},
};

bool is_one_of(std::string_view op, std::initializer_list<std::string_view> ops) {
  return std::find(ops.begin(), ops.end(), op) != ops.end();
}

// What is right for one element in place of PyTorch's number.
double by_convention(const Edges& edges, int row, double x, double found, double expected) {
  const std::string_view op = edges.op;
  for (const Convention& own : kConventions) {
    if (own.op == op && own.row == row && own.x == x) return own.result;
  }
  // 0 in the second derivative where the first has long been constant
  if (row == 3 && std::abs(x) > 1e10 && is_one_of(op, {"gelu", "erf"})) return 0;
  // PyTorch subtracts 1 from e^x
  if (op == "elu" && row == 1 && x < 0 && x > -1e-30) return 1.5 * x;
  // Not yet 0: tests/formula compares these with long double.
  const bool saturates = is_one_of(op, {"expm1", "tanh", "sigmoid", "silu", "softplus"});
  if (saturates && expected == 0 && std::abs(x) == 100 && std::abs(found) < 1e-40) return found;
  return expected;
}

void check_row(const Edges& edges, int row, const Tensor& actual, const Tensor& inputs) {
  const std::vector<double> found = test::doubles(actual), x = test::doubles(inputs);
  const std::vector<double> expected = test::doubles(column(edges, static_cast<std::size_t>(row)));
  BOOST_TEST_REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double right = by_convention(edges, row, x[i], found[i], expected[i]);
    BOOST_TEST(test::same_edge(found[i], right, edges.dtype),
               edges.op << " " << name_of(edges.dtype) << ", row " << row << ", at " << x[i] << ": "
                        << found[i] << ", expected " << right);
  }
}

}  // namespace

BOOST_DATA_TEST_CASE(unary_ops_match_pytorch, boost::unit_test::data::make(golden::edges::unary),
                     line) {
  const test::Flush exact(false);
  const Tensor x = column(line, 0).requires_grad_();
  const Tensor y = op_named(line.op).function({x})[0];
  check_row(line, 1, y, x);
  const Tensor slope = grad(sum(y), x, {.create_graph = true});
  check_row(line, 2, slope, x);
  const Tensor second =
      slope.requires_grad() ? grad({sum(slope)}, {x}, {.allow_unused = true})[0] : Tensor();
  check_row(line, 3, second.defined() ? second : zeros_like(x), x);
}

BOOST_DATA_TEST_CASE(binary_ops_match_pytorch, boost::unit_test::data::make(golden::edges::binary),
                     line) {
  const test::Flush exact(false);
  const Tensor a = column(line, 0).requires_grad_(), b = column(line, 1).requires_grad_();
  const Tensor y = op_named(line.op).function({a, b})[0];
  check_row(line, 2, y, a);
  const std::vector<Tensor> slopes = grad({sum(y)}, {a, b});
  check_row(line, 3, slopes[0], a);
  check_row(line, 4, slopes[1], a);
}

BOOST_AUTO_TEST_CASE(where_selects_gradients_that_are_not_finite) {
  const Tensor a = test::leaf({2}, {1, 1}), b = test::leaf({2}, {1, 1});
  const Tensor y = where(tensor({true, false}), a, b);
  const std::vector<Tensor> g =
      grad({y}, {a, b}, {.gradients = {test::constant({2}, {inf, kNaN})}});
  BOOST_TEST(test::values(g[0]) == (std::vector<double>{inf, 0}), boost::test_tools::per_element());
  BOOST_TEST(test::values(g[1])[0] == 0);
}

BOOST_AUTO_TEST_SUITE_END()
