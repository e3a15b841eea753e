// Gradients that results keep: written by backward(), left alone by grad().
#include <xgrad/autograd/ops.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(retained_gradients)

BOOST_AUTO_TEST_CASE(grad_leaves_retained_gradients_alone) {
  const Tensor x = leaf(3.0), y = square(x), z = square(y);
  y.retain_grad();
  const auto slope = [&] { return grad(z, x, {.retain_graph = true}).item<double>(); };
  BOOST_TEST(slope() == 108);
  BOOST_TEST(!y.grad().defined());
  BOOST_TEST(!x.grad().defined());
  z.backward({}, {.retain_graph = true});
  BOOST_TEST(y.grad().item<double>() == 18);
  BOOST_TEST(slope() == 108);
  BOOST_TEST(y.grad().item<double>() == 18);
  BOOST_TEST(x.grad().item<double>() == 108);
  z.backward();
  BOOST_TEST(y.grad().item<double>() == 36);  // as those of leaves, they add up
}

BOOST_AUTO_TEST_SUITE_END()
