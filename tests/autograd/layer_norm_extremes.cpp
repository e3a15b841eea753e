// layer_norm of rows whose squares overflow or vanish, and of equal elements.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/tensors.hpp"
#include <cmath>

using namespace xgrad;
using test::close;

BOOST_AUTO_TEST_SUITE(layer_norm_extremes)

namespace {

const std::vector<double> kNormal = {std::sqrt(2.0), -std::sqrt(0.5), -std::sqrt(0.5)};

// Gradients of a weighted sum, by the fused kernel and by recorded operations.
void check_gradients(const Tensor& x, double eps, const std::vector<double>& expected,
                     double tolerance) {
  const Tensor leaf = x.detach().requires_grad_();
  const Tensor weights = to(tensor({1.0, 2.0, 4.0}), x.dtype());
  for (const bool recorded : {false, true}) {
    const Tensor y = layer_norm(leaf, {}, {}, eps);
    BOOST_TEST(close(grad(sum(y * weights), leaf, {.create_graph = recorded}), expected,
                     {.absolute = tolerance}));
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(huge_rows_are_normalised) {
  BOOST_TEST(close(layer_norm(tensor({1e20, 1.0, -2.0})), kNormal, {.absolute = 1e-6}));
  BOOST_TEST(close(layer_norm(tensor({1e160, 1.0, -2.0}, float64)), kNormal, {.absolute = 1e-14}));
  BOOST_TEST(close(layer_norm(tensor({1e300, 1.0, -2.0}, float64)), kNormal, {.absolute = 1e-14}));
  BOOST_TEST(close(layer_norm(tensor({3e37, 1.0, -2.0})), kNormal, {.absolute = 1e-6}));
}

BOOST_AUTO_TEST_CASE(tiny_rows_are_normalised_without_eps) {
  for (const double size : {1e-20, 1e-30}) {
    BOOST_TEST(close(layer_norm(tensor({size, 0.0, 0.0}), {}, {}, 0), kNormal, {.absolute = 1e-6}));
  }
  BOOST_TEST(close(layer_norm(tensor({1e-170, 0.0, 0.0}, float64), {}, {}, 0), kNormal,
                   {.absolute = 1e-14}));
}

BOOST_AUTO_TEST_CASE(gradients_of_huge_rows_scale_with_the_row) {
  // of {a, b, c} they are those of {k a, k b, k c}, times k
  const Tensor x = tensor({2.0, -1.0, 0.5}, float64);
  const Tensor leaf = x.detach().requires_grad_();
  const Tensor weights = tensor({1.0, 2.0, 4.0}, float64);
  const std::vector<double> g =
      grad(sum(layer_norm(leaf, {}, {}, 0) * weights), leaf).to_vector<double>();
  for (const double size : {1e-170, 1.0, 1e170}) {
    std::vector<double> scaled = g;
    for (double& element : scaled) element /= size;
    check_gradients(x * size, 0, scaled, 1e-13 * std::abs(scaled[0]));
  }
}

BOOST_AUTO_TEST_CASE(equal_elements_give_zeros_with_gradients_of_zero) {
  for (const DType dtype : {float32, float64}) {
    for (const double element : {0.1, 1e6, 1e30, 1e-30, 0.0}) {
      for (const double eps : {0.0, 1e-5}) {
        const Tensor x = full({13}, element, dtype);
        BOOST_TEST(close(layer_norm(x, {}, {}, eps), std::vector<double>(13, 0.0)));
      }
      check_gradients(full({3}, element, dtype), 0, {0, 0, 0}, 0);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
