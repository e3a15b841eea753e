// The spectral radius: known eigenvalues, and the texts of its errors.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops/element_wise/pointwise.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/init.hpp>
#include <xgrad/nn/init/spectral.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include <cmath>

using namespace xgrad;
using nn::spectral_radius;

BOOST_AUTO_TEST_SUITE(spectral)

BOOST_AUTO_TEST_CASE(spectral_radius_of_known_matrices) {
  BOOST_TEST(std::abs(spectral_radius(tensor({{0.0, -2.0}, {2.0, 0.0}})) - 2) <= 1e-15);  // +-2i
  BOOST_TEST(spectral_radius(tensor({{-3.0, 7.0}, {0.0, 0.5}})) == 3);  // on the diagonal
  BOOST_TEST(spectral_radius(tensor({{0.0, 1e10}, {0.0, 0.0}})) == 0);  // nilpotent
  BOOST_TEST(std::abs(spectral_radius(tensor({{1.0, 1.0}, {1.0, 0.0}}, float64)) -
                      (1 + std::sqrt(5.0)) / 2) <= 1e-15);
  BOOST_TEST(spectral_radius(zeros({0, 0})) == 0);
  BOOST_TEST(spectral_radius(full({1, 1}, -4)) == 4);
}

BOOST_AUTO_TEST_CASE(spectral_radius_of_an_orthogonal_matrix_is_1) {
  const Tensor q = empty({64, 64}, float64);
  nn::init::orthogonal_(q);
  BOOST_TEST(std::abs(spectral_radius(q) - 1) <= 1e-13);
  BOOST_TEST(std::abs(spectral_radius(transpose(q, 0, 1) * 0.5) - 0.5) <= 1e-13);
}

BOOST_AUTO_TEST_CASE(spectral_radius_of_a_nonfinite_matrix_is_nan) {
  BOOST_TEST(std::isnan(spectral_radius(full({3, 3}, NAN))));
  BOOST_TEST(std::isnan(spectral_radius(full({3, 3}, INFINITY))));
}

BOOST_AUTO_TEST_CASE(messages_name_the_cause) {
  BOOST_CHECK_EXCEPTION(
      spectral_radius(zeros({8, 2})), ShapeError,
      test::says("spectral_radius: the matrix is [8, 2], expected [n, n]\n  hint: "
                 "of the weights of several gates, pass one gate's block"));
  BOOST_CHECK_EXCEPTION(spectral_radius(zeros({2, 2}, int64)), DTypeError,
                        test::says("spectral_radius: the matrix is int64"));
}

BOOST_AUTO_TEST_SUITE_END()
