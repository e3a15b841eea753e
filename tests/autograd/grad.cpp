// grad(): targets anywhere in the graph, unused inputs, and derivatives of derivatives.
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"
#include <cmath>

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(gradients)

using Values = std::vector<double>;

namespace {

double number(const Tensor& x) {
  return x.item<double>();
}

Tensor forbidden(const Tensor& x) {
  return record("forbidden", x.array(), {x}, [](const Tensor& g) {
    BOOST_ERROR("a pullback ran that leads to no target");
    return g;
  });
}

}  // namespace

BOOST_AUTO_TEST_CASE(grad_leaves_leaf_gradients_unchanged) {
  const Tensor x = leaf(3), y = leaf(4);
  const auto found = grad({mul(x, y)}, {x, y});
  BOOST_TEST(number(found[0]) == 4);
  BOOST_TEST(number(found[1]) == 3);
  BOOST_TEST(!x.grad().defined());
  BOOST_TEST(!y.grad().defined());
}

BOOST_AUTO_TEST_CASE(grad_takes_intermediate_results) {
  const Tensor x = leaf(2);
  const Tensor y = mul(x, x);
  const Tensor z = mul(y, x);
  const Tensor loss = mul(z, y);  // x^5
  const auto found = grad({loss}, {z, y, x, y});
  BOOST_TEST(number(found[0]) == 4);
  BOOST_TEST(number(found[1]) == 8 + 4 * 2);  // directly, and through z
  BOOST_TEST(number(found[2]) == 80);
  BOOST_TEST(number(found[3]) == 16);
  const Tensor itself = mul(x, x);
  BOOST_TEST(number(grad(itself, itself)) == 1);
}

BOOST_AUTO_TEST_CASE(grad_runs_only_nodes_that_lead_to_an_input) {
  const Tensor x = leaf(2), w = leaf(5);
  const Tensor below = forbidden(x);
  const Tensor y = mul(below, below);
  const Tensor beside = forbidden(mul(w, w));
  BOOST_TEST(number(grad(mul(mul(y, y), beside), y)) == 2 * 4 * 25);
}

BOOST_AUTO_TEST_CASE(grad_does_not_release_other_branches) {
  const Tensor x = leaf(2), w = leaf(5);
  const Tensor side = mul(w, w);
  BOOST_TEST(number(grad(mul(mul(x, x), side), x)) == 100);
  side.backward();
  BOOST_TEST(number(w.grad()) == 10);
}

BOOST_AUTO_TEST_CASE(unused_inputs_are_errors_unless_allowed) {
  const Tensor x = leaf(2), other = leaf({3}, {1, 2, 3});
  BOOST_CHECK_EXCEPTION(
      grad({mul(x, x)}, {x, other}), GraphError,
      says("grad: the outputs do not depend on input 1 [3]\n  hint: pass {.allow_unused = true}"));
  const auto found = grad({mul(x, x)}, {other, x}, {.allow_unused = true});
  BOOST_TEST(!found[0].defined());
  BOOST_TEST(number(found[1]) == 4);
  BOOST_CHECK_EXCEPTION(grad(mul(x, x), scalar(1)), GraphError,
                        says("grad: input 0 [] needs no gradient, so it is in no graph"));
  BOOST_CHECK_EXCEPTION(grad(std::vector{mul(x, x)}, {}), ValueError, says("no input was given"));
}

BOOST_AUTO_TEST_CASE(grad_weights_outputs_by_gradients) {
  const Tensor x = leaf({2}, {3, 4});
  const auto found =
      grad({mul(x, x), x}, {x}, {.gradients = {constant({2}, {1, 10}), constant({2}, {100, 100})}});
  BOOST_TEST(values(found[0]) == (Values{106, 180}));
}

BOOST_AUTO_TEST_CASE(grad_of_grad_has_every_order) {
  const Tensor x = leaf(2);
  Tensor y = mul(mul(mul(x, x), x), x);
  for (const double expected : {32., 48., 48., 24.}) {
    y = grad(y, x, {.create_graph = true});
    BOOST_TEST(number(y) == expected);
  }
}

BOOST_AUTO_TEST_CASE(mixed_derivatives) {
  const Tensor x = leaf(0.5), y = leaf(0.25);
  const Tensor slope = grad(tanh(mul(x, y)), x, {.create_graph = true});
  const double t = std::tanh(0.125);
  BOOST_TEST(number(slope) == 0.25 * (1 - t * t), boost::test_tools::tolerance(1e-14));
  BOOST_TEST(number(grad(slope, y)) == (1 - t * t) * (1 - 2 * 0.125 * t),
             boost::test_tools::tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(derivatives_for_the_incoming_gradient) {
  const Tensor x = leaf(3), g = leaf(5);
  const Tensor first = grad(mul(x, x), x, {.gradients = {g}, .create_graph = true});
  BOOST_TEST(number(first) == 30);
  BOOST_TEST(number(grad(first, g)) == 6);
}

BOOST_AUTO_TEST_CASE(gradients_of_leaves_can_have_a_graph) {
  const Tensor x = leaf(3);
  mul(mul(x, x), x).backward({}, {.create_graph = true});
  const Tensor first = x.grad();
  BOOST_TEST(number(first) == 27);
  x.set_grad({});  // its graph refers to x
  BOOST_TEST(number(grad(first, x)) == 18);
}

BOOST_AUTO_TEST_CASE(a_gradient_penalty_has_gradients) {
  const Tensor x = leaf({2}, {1, 2}), w = leaf({2}, {3, 4});
  const Tensor loss = sum(mul(mul(w, x), x));
  const Tensor slope = grad(loss, x, {.create_graph = true});  // 2 w x
  sum(mul(slope, slope)).backward();                           // of 4 w^2 x^2
  BOOST_TEST(values(w.grad()) == (Values{24, 128}));
  BOOST_TEST(values(x.grad()) == (Values{72, 256}));
}

BOOST_AUTO_TEST_SUITE_END()
