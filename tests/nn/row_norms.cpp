// row_norms of zeros, of huge and of tiny rows.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/layers/weight_norm.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"
#include <cmath>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(row_norms)

BOOST_AUTO_TEST_CASE(a_row_of_zeros_has_the_gradient_zero) {
  const Tensor v = test::leaf({2, 3}, {0, 0, 0, 3, 0, 4});
  const Tensor norms = nn::row_norms(v);
  BOOST_TEST(test::values(norms) == (std::vector<double>{0, 5}), boost::test_tools::per_element());
  const Tensor g = grad(sum(norms), v, {.create_graph = true});
  const std::vector<double> expected = {0, 0, 0, 0.6, 0, 0.8};
  for (std::size_t i = 0; i < 6; ++i) {
    BOOST_TEST(std::abs(test::values(g)[i] - expected[i]) < 1e-15);
  }
  for (const double second : test::values(grad(sum(square(g)), v))) {
    BOOST_TEST(std::abs(second) < 1e-14);
  }
}

BOOST_AUTO_TEST_CASE(row_norms_neither_overflow_nor_underflow) {
  for (const double size : {1e-300, 1e-160, 1e160, 1e300}) {
    const Tensor v = test::leaf({1, 2}, {3 * size, -4 * size});
    const Tensor norm = nn::row_norms(v);
    BOOST_TEST(std::abs(norm.item<double>() / (5 * size) - 1) < 1e-14);
    const std::vector<double> g = test::values(grad(sum(norm), v));
    BOOST_TEST(std::abs(g[0] - 0.6) < 1e-14);
    BOOST_TEST(std::abs(g[1] + 0.8) < 1e-14);
  }
}

BOOST_AUTO_TEST_CASE(rows_without_elements_have_the_norm_zero) {
  BOOST_TEST(nn::row_norms(zeros({2, 0})).to_vector<float>() == (std::vector<float>{0, 0}));
  BOOST_TEST(nn::row_norms(zeros({0, 3})).shape() == (Shape{0, 1}));
}

BOOST_AUTO_TEST_SUITE_END()
