// Joins and cuts: values, gradients, and views where nothing needs to move.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"

using namespace xgrad;
using test::says;

BOOST_AUTO_TEST_SUITE(ops_join)

using Values = std::vector<double>;

namespace {

Tensor counted(const Shape& shape) {
  return Tensor(test::iota(shape), true);
}

std::vector<Shape> shapes_of(const std::vector<Tensor>& tensors) {
  std::vector<Shape> shapes;
  for (const Tensor& tensor : tensors) shapes.push_back(tensor.shape());
  return shapes;
}

}  // namespace

BOOST_AUTO_TEST_CASE(cat_and_stack_split_the_gradient) {
  const Tensor a = counted({2, 2});
  const Tensor b = counted({2, 1});
  const Tensor y = cat({a, b, a}, -1);
  BOOST_TEST(y.to_vector<double>() == (Values{0, 1, 0, 0, 1, 2, 3, 1, 2, 3}));
  const Tensor weights(test::iota({2, 5}));
  const auto found = grad({y}, {a, b}, {.gradients = {weights}});
  BOOST_TEST(found[0].to_vector<double>() == (Values{0 + 3, 1 + 4, 5 + 8, 6 + 9}));
  BOOST_TEST(found[1].to_vector<double>() == (Values{2, 7}));

  const Tensor c = counted({2, 2});
  const Tensor z = stack({a, c}, 1);
  BOOST_TEST(z.shape() == (Shape{2, 2, 2}));
  BOOST_TEST(grad(z, c, {.gradients = {Tensor(test::iota({2, 2, 2}))}}).to_vector<double>() ==
             (Values{2, 3, 6, 7}));
  // A tensor that needs no gradient gets none.
  const Tensor constant = ones({2, 1}, float64);
  BOOST_TEST(grad(sum(cat({constant, b}, 1)), b).to_vector<double>() == (Values{1, 1}));
}

BOOST_AUTO_TEST_CASE(split_chunk_and_unbind_cover_the_axis) {
  const Tensor x = counted({5, 2});
  BOOST_TEST(shapes_of(unbind(x, 1)) == (std::vector<Shape>{{5}, {5}}));
  BOOST_TEST(shapes_of(chunk(x, 2)) == (std::vector<Shape>{{3, 2}, {2, 2}}));
  BOOST_TEST(shapes_of(chunk(x, 4)) == (std::vector<Shape>{{2, 2}, {2, 2}, {1, 2}}));
  BOOST_TEST(shapes_of(chunk(x, 9)) == std::vector<Shape>(5, Shape{1, 2}));
  BOOST_TEST(shapes_of(split(x, 3)) == (std::vector<Shape>{{3, 2}, {2, 2}}));
  BOOST_TEST(shapes_of(split(x, {1, 0, 4})) == (std::vector<Shape>{{1, 2}, {0, 2}, {4, 2}}));
  BOOST_TEST(shapes_of(chunk(counted({0, 2}), 3)) == (std::vector<Shape>{{0, 2}}));
  BOOST_TEST(unbind(counted({0, 2})).empty());
  for (const auto& parts : {chunk(x, 3), split(x, 2), split(x, {4, 1})}) {
    BOOST_TEST(cat_or_view(parts).array().raw() == x.array().raw());
  }
  for (const Index axis : {0, 1}) {
    BOOST_TEST(stack_or_view(unbind(x, axis), axis).array().raw() == x.array().raw());
  }
}

BOOST_AUTO_TEST_CASE(gradients_of_split_are_concatenated) {
  const Tensor x = counted({4, 2});
  const auto rows = unbind(x);
  BOOST_TEST(grad(sum(mul(rows[0], rows[3])), x).to_vector<double>() ==
             (Values{6, 7, 0, 0, 0, 0, 0, 1}));
  const auto halves = chunk(x, 2, 1);
  BOOST_TEST(grad(sum(mul(halves[1], halves[1])), x).to_vector<double>() ==
             (Values{0, 2, 0, 6, 0, 10, 0, 14}));
  // The gradient of a gradient, with parts that no gradient reached.
  const auto parts = split(x, {1, 3});
  const Tensor g = grad(sum(mul(mul(parts[0], parts[0]), parts[0])), x, {.create_graph = true});
  BOOST_TEST(g.to_vector<double>() == (Values{0, 3, 0, 0, 0, 0, 0, 0}));
  BOOST_TEST(grad(sum(g), x).to_vector<double>() == (Values{0, 6, 0, 0, 0, 0, 0, 0}));
}

BOOST_AUTO_TEST_CASE(join_op_errors) {
  const Tensor x = counted({2, 3});
  BOOST_CHECK_EXCEPTION(cat({}), ValueError, says("cat: there are no tensors"));
  BOOST_CHECK_EXCEPTION(cat({x, counted({2, 4})}), ShapeError, says("all shapes: [2, 3], [2, 4]"));
  BOOST_CHECK_EXCEPTION(stack({x, counted({2, 4})}), ShapeError, says("stack: tensor 1 is [2, 4]"));
  BOOST_CHECK_EXCEPTION(chunk(x, 0), ValueError, says("chunk: 0 parts"));
  BOOST_CHECK_EXCEPTION(split(x, 0), ValueError, says("split: parts of size 0"));
  BOOST_CHECK_EXCEPTION(split(x, {1, 2}), ShapeError,
                        says("split: the sizes add up to 3, axis 0 of [2, 3] has 2"));
  BOOST_CHECK_THROW(split(x, {3, -1}), ShapeError);
  BOOST_CHECK_EXCEPTION(unbind(counted({})), IndexError, says("unbind: a scalar"));
  BOOST_CHECK_THROW(unbind(x, 2), IndexError);
}

BOOST_AUTO_TEST_SUITE_END()
