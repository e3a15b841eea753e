// LayerNorm: values and gradients of PyTorch, options, descriptions and errors.
#include "golden/layer_norm.hpp"

#include <xgrad/autograd/ops/element_wise/pointwise.hpp>
#include <xgrad/autograd/ops/reduce/reduce.hpp>
#include <xgrad/autograd/ops/sequence/normalize.hpp>
#include <xgrad/nn/gradcheck.hpp>
#include <xgrad/nn/layers/layer_norm.hpp>

#include <boost/test/unit_test.hpp>

#include "nn/golden.hpp"
#include "support/arrays.hpp"
#include "support/derivatives.hpp"

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(layer_norm)

BOOST_AUTO_TEST_CASE(values_and_gradients_match_pytorch) {
  namespace expected = golden::layer_norm;
  const nn::LayerNorm layer(5, {.dtype = float64});
  layer.weight.set_data(test::recipe(2, {5}) + 1.0);
  layer.bias.set_data(test::recipe(3, {5}));
  const Tensor x = test::recipe(1, {3, 4, 5}).requires_grad_();
  const Tensor y = layer(layer(x));
  sum(y * test::recipe(4, {3, 4, 5})).backward();
  BOOST_TEST(test::close(y, expected::output, {.absolute = 4e-15}));
  BOOST_TEST(test::close(x.grad(), expected::grad_input, {.absolute = 4e-15}));
  BOOST_TEST(test::close(layer.weight.grad(), expected::grad_weight, {.absolute = 4e-15}));
  BOOST_TEST(test::close(layer.bias.grad(), expected::grad_bias, {.absolute = 4e-15}));
}

BOOST_AUTO_TEST_CASE(initial_weights_are_the_identity) {
  const nn::LayerNorm layer(4), plain(4, {.eps = 0.5, .elementwise_affine = false});
  BOOST_TEST(layer.named_parameters()[0].first == "weight");
  BOOST_TEST(layer.named_parameters()[1].first == "bias");
  BOOST_TEST(test::close(layer.weight, ones({4})));
  BOOST_TEST(test::close(layer.bias, zeros({4})));
  BOOST_TEST(plain.parameters().empty());
  BOOST_TEST(layer.description() == "LayerNorm 4, eps 1e-05");
  BOOST_TEST(plain.description() == "LayerNorm 4, eps 0.5, no weights");
  const Tensor x = tensor({{1.0, 2.0, 3.0, 6.0}});
  BOOST_TEST(test::close(layer(x), xgrad::layer_norm(x)));
  BOOST_TEST(test::close(plain(x), xgrad::layer_norm(x, {}, {}, 0.5)));
}

BOOST_AUTO_TEST_CASE(a_large_mean_does_not_cancel) {
  std::vector<float> values(100);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = 4096 + static_cast<float>(i % 5);
  const Tensor x = from_vector(values);  // mean 4098, variance 2
  BOOST_TEST(test::close(xgrad::layer_norm(x, {}, {}, 0) * std::sqrt(2.0), x - 4098.0,
                         {.absolute = 3e-7}));
}

BOOST_AUTO_TEST_CASE(many_rows_on_several_threads) {
  const Tensor x = test::recipe(0, {300, 130}).requires_grad_();
  const Tensor w = (test::recipe(1, {130}) + 1.0).requires_grad_(), g = test::recipe(2, {300, 130});
  const Tensor centred = x - mean(x, -1, true);
  const Tensor y = centred / sqrt(mean(square(centred), -1, true) + 1e-5);
  const Tensor composed = y * w, fused = xgrad::layer_norm(x, w);
  BOOST_TEST(test::close(composed, fused, {.absolute = 4e-15}));
  const auto expected = grad({composed}, {x, w}, {.gradients = {g}});
  const auto actual = grad({fused}, {x, w}, {.gradients = {g}});
  BOOST_TEST(test::close(expected[0], actual[0], {.absolute = 1e-14}));
  BOOST_TEST(test::close(expected[1], actual[1], {.absolute = 1e-13}));
}

BOOST_AUTO_TEST_CASE(derivatives) {
  const nn::LayerNorm layer(3, {.dtype = float64});
  const Tensor x = test::recipe(1, {2, 3}).requires_grad_();
  test::check_derivatives(layer, {x});
}

BOOST_AUTO_TEST_CASE(messages_name_the_cause) {
  const nn::LayerNorm layer(4);
  BOOST_CHECK_EXCEPTION(nn::LayerNorm(0), ValueError,
                        test::says("LayerNorm: features is 0, must be positive"));
  BOOST_CHECK_EXCEPTION(nn::LayerNorm(4, {.eps = -1}), ValueError,
                        test::says("LayerNorm: eps is -1, must be at least 0"));
  BOOST_CHECK_EXCEPTION(layer(ones({2, 3})), ShapeError,
                        test::says("model (LayerNorm 4, eps 1e-05): input [2, 3] has 3 features on "
                                   "its last axis, expected features = 4"));
  BOOST_CHECK_EXCEPTION(layer(ones({2, 4}, float64)), DTypeError,
                        test::says("input [2, 4] is float64, the weights are float32"));
}

BOOST_AUTO_TEST_SUITE_END()
