// Lookups: PyTorch's values, gradients that add up at repeated indices, padding, and error texts.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "golden/operations.hpp"
#include "support/arrays.hpp"
#include "support/close.hpp"

using namespace xgrad;
using test::close;
using test::says;

BOOST_AUTO_TEST_SUITE(ops_index)

using Values = std::vector<double>;

namespace {

Tensor indices(const Shape& shape, const std::vector<std::int64_t>& values) {
  return from_vector(values, shape);
}

Tensor recipe(const Shape& shape, double phase) {
  return from_vector(golden::recipe(static_cast<std::size_t>(numel(shape)), phase), shape);
}

}  // namespace

BOOST_AUTO_TEST_CASE(gather_and_embedding_match_pytorch) {
  const Tensor x = recipe({2, 3, 4}, 1).requires_grad_();
  const Tensor picked =
      gather(x, 1, indices({2, 2, 4}, {0, 2, 1, 0, 2, 2, 0, 1, 1, 0, 0, 2, 1, 1, 2, 0}));
  BOOST_TEST(close(picked, golden::operations::gather, {.absolute = 1e-15}));
  sum(mul(picked, recipe({2, 2, 4}, 2))).backward();
  BOOST_TEST(close(x.grad(), golden::operations::grad_gather, {.absolute = 1e-15}));

  const Tensor table = recipe({5, 3}, 1).requires_grad_();
  const Tensor rows = embedding(table, indices({2, 3}, {1, 4, 1, 0, 2, 2}));
  BOOST_TEST(close(rows, golden::operations::embedding, {.absolute = 1e-15}));
  sum(mul(rows, recipe({2, 3, 3}, 2))).backward();
  BOOST_TEST(close(table.grad(), golden::operations::grad_embedding, {.absolute = 1e-15}));
}

BOOST_AUTO_TEST_CASE(gradients_of_repeated_indices_are_summed) {
  const Tensor table = ones({3, 2}, float64).requires_grad_();
  Tensor total = zeros({2}, float64);
  for (const Index row : {2, 0, 2, 2}) total = add(total, embedding(table, tensor(row)));
  BOOST_TEST(grad(sum(total), table).to_vector<double>() == (Values{1, 1, 0, 0, 3, 3}));
  const Tensor columns = index_select(table, 1, tensor({1, 1, 0}));
  BOOST_TEST(columns.shape() == (Shape{3, 3}));
  BOOST_TEST(grad(sum(columns), table).to_vector<double>() == (Values{1, 2, 1, 2, 1, 2}));
  BOOST_TEST(embedding(table, zeros({0, 4}, int64)).shape() == (Shape{0, 4, 2}));
}

BOOST_AUTO_TEST_CASE(embedding_padding_row_has_no_gradient) {
  for (const Index padding : {2, -1}) {
    const Tensor table = Tensor(test::iota({3, 2}), true);
    const Tensor rows = embedding(table, tensor({2, 0, 2}), padding);
    BOOST_TEST(rows.to_vector<double>() == (Values{4, 5, 0, 1, 4, 5}));
    const auto cubes = [&] { return sum(mul(mul(rows, rows), rows)); };
    const Tensor g = grad(cubes(), table, {.create_graph = true});
    BOOST_TEST(g.to_vector<double>() == (Values{0, 3, 0, 0, 0, 0}));
    BOOST_TEST(grad(sum(g), table, {.retain_graph = true}).to_vector<double>() ==
               (Values{0, 6, 0, 0, 0, 0}));
    // Added to a gradient that is already there.
    BOOST_TEST(grad(add(cubes(), sum(mul(table, table))), table).to_vector<double>() ==
               (Values{0, 5, 4, 6, 8, 10}));
  }
}

BOOST_AUTO_TEST_CASE(one_hot_of_indices) {
  BOOST_TEST(one_hot(tensor({2, 0}), 3).to_vector<float>() ==
             (std::vector<float>{0, 0, 1, 1, 0, 0}));
  BOOST_TEST(one_hot(zeros({2, 4}, int64), 3, float64).shape() == (Shape{2, 4, 3}));
}

BOOST_AUTO_TEST_CASE(index_op_errors) {
  const Tensor table = ones({3, 2});
  BOOST_CHECK_EXCEPTION(embedding(table, tensor({{0, 1}, {2, 3}})), IndexError,
                        says("embedding: index 3 at position [1, 1] is out of range 0..2"));
  BOOST_CHECK_THROW(embedding(table, tensor({-1})), IndexError);
  BOOST_CHECK_THROW(embedding(table, tensor({1.0})), DTypeError);
  BOOST_CHECK_EXCEPTION(embedding(table, tensor({1}), 3), IndexError,
                        says("embedding: padding 3 is out of range for a table [3, 2]"));
  BOOST_CHECK_EXCEPTION(gather(table, 1, tensor({{0, 23}})), IndexError,
                        says("gather: index 23 at position [0, 1] is out of range 0..1"));
  BOOST_CHECK_THROW(gather(table, 1, tensor({0})), ShapeError);
  BOOST_CHECK_THROW(index_select(table, 2, tensor({0})), IndexError);
  BOOST_CHECK_THROW(one_hot(tensor({3}), 3), IndexError);
}

BOOST_AUTO_TEST_SUITE_END()
