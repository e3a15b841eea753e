// Weight normalisation: values, derivatives, shapes, and errors.
#include "golden/weight_norm.hpp"

#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/layers/weight_norm.hpp>

#include <boost/test/unit_test.hpp>

#include "nn/golden.hpp"
#include "support/arrays.hpp"
#include "support/derivatives.hpp"
#include "support/random_tensors.hpp"

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(weight_norm)

namespace {

Shape norms_of(const Shape& shape) {
  Shape norms = Shape::filled(shape.size(), 1);
  norms[0] = shape[0];
  return norms;
}

void check(const Shape& shape, std::span<const double> value, std::span<const double> grad_v,
           std::span<const double> grad_g) {
  const Tensor v = test::recipe(1, shape).requires_grad_();
  const Tensor g = (test::recipe(2, norms_of(shape)) + 1).detach().requires_grad_();
  const Tensor weight = nn::weight_norm(v, g);
  BOOST_TEST(weight.shape() == shape);
  BOOST_TEST(test::close(weight, value, {.absolute = 1e-15}));
  sum(weight * test::recipe(3, shape)).backward();
  BOOST_TEST(test::close(v.grad(), grad_v, {.absolute = 1e-15}));
  BOOST_TEST(test::close(g.grad(), grad_g, {.absolute = 1e-15}));
}

}  // namespace

BOOST_AUTO_TEST_CASE(weight_norm_matches_pytorch) {
  namespace golden = golden::weight_norm;
  check({3, 4}, golden::matrix, golden::grad_v_matrix, golden::grad_g_matrix);
  check({3}, golden::vector, golden::grad_v_vector, golden::grad_g_vector);
  check({3, 2, 2}, golden::kernel, golden::grad_v_kernel, golden::grad_g_kernel);
}

BOOST_AUTO_TEST_CASE(derivatives) {
  Generator generator(1);
  for (const Shape& shape : {Shape{3, 4}, Shape{2, 3, 2}, Shape{1, 2}}) {
    test::check_derivatives(nn::weight_norm, {test::random_leaf(shape, generator),
                                              test::random_leaf(norms_of(shape), generator)});
  }
}

BOOST_AUTO_TEST_CASE(rows_have_the_given_lengths) {
  const Tensor v = transpose(test::recipe(1, {4, 3}), 0, 1);
  const Tensor g = tensor({2.0, 3.0, 0.5}, float64);
  const Tensor weight = nn::weight_norm(v, reshape(g, {3, 1}));
  BOOST_TEST(test::close(squeeze(nn::row_norms(weight), 1), g, {.absolute = 1e-15}));
  BOOST_TEST(test::close(nn::weight_norm(v, nn::row_norms(v)), v, {.absolute = 1e-15}));
  BOOST_TEST(nn::weight_norm(zeros({0, 4}), zeros({0, 1})).numel() == 0);
  BOOST_TEST(nn::row_norms(zeros({2, 0})).shape() == (Shape{2, 1}));
}

BOOST_AUTO_TEST_CASE(weight_norm_errors) {
  BOOST_CHECK_EXCEPTION(nn::weight_norm(zeros({3, 4}), zeros({3})), ShapeError,
                        test::says("weight_norm: g is [3], v [3, 4] expects [3, 1]\n  hint: "
                                   "row_norms(v) has that shape"));
  BOOST_CHECK_EXCEPTION(nn::weight_norm(zeros({}), zeros({})), ShapeError,
                        test::says("weight_norm: v is a scalar"));
  BOOST_CHECK_EXCEPTION(nn::row_norms(zeros({})), ShapeError,
                        test::says("row_norms: v is a scalar"));
  BOOST_CHECK_EXCEPTION(nn::weight_norm(ones({2, 2}), ones({2, 1}, float64)), DTypeError,
                        test::says("float64"));
}

BOOST_AUTO_TEST_SUITE_END()
