// grad of lists gives vectors, and of tensors a tensor.
#include <xgrad/autograd/ops.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"
#include <type_traits>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(grad_lists)

BOOST_AUTO_TEST_CASE(braces_give_vectors) {
  const Tensor x = test::leaf(3), y = square(x);
  static_assert(std::is_same_v<decltype(grad({y}, {x})), std::vector<Tensor>>);
  static_assert(
      std::is_same_v<decltype(grad({y}, {x}, {.retain_graph = true})), std::vector<Tensor>>);
  static_assert(std::is_same_v<decltype(grad(y, x)), Tensor>);
  static_assert(std::is_same_v<decltype(grad(y * 2.0, x, {.create_graph = true})), Tensor>);
  const std::vector<Tensor> found = grad({y}, {x}, {.retain_graph = true});
  BOOST_TEST(found.size() == 1);
  BOOST_TEST(found[0].item<double>() == 6);
  BOOST_TEST(grad(y, x).item<double>() == 6);
}

BOOST_AUTO_TEST_SUITE_END()
