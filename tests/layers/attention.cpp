// Attention: masks, dropout, PyTorch's values of the layer, and errors.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops/index/index.hpp>
#include <xgrad/autograd/ops/linalg/products.hpp>
#include <xgrad/autograd/ops/sequence/attention.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/nn/containers/select_output.hpp>
#include <xgrad/nn/gradcheck.hpp>
#include <xgrad/nn/layers/attention.hpp>

#include <boost/test/unit_test.hpp>

#include "layers/golden.hpp"
#include "support/arrays.hpp"
#include "support/derivatives.hpp"
#include <cmath>
#include <limits>

using namespace xgrad;
using test::recipe;
using test::says;

BOOST_AUTO_TEST_SUITE(attention)

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

struct SelfAttention : nn::Module<SelfAttention> {
  nn::MultiheadAttention attention =
      register_module("attention", nn::MultiheadAttention(4, 2, {.dtype = float64}));

  Tensor forward(const Tensor& x) const {
    const auto [output, weights] = attention(x, x, x, nn::AttentionOptions{.is_causal = true});
    return output + sum(square(weights));
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(masks_select_keys) {
  const Tensor q = recipe(1, {3, 2}), k = recipe(2, {4, 2}), v = recipe(3, {4, 5});
  const Tensor mask = tensor({true, true, false, true});
  const Tensor expected = scaled_dot_product_attention(q, index_select(k, 0, tensor({0, 1, 3})),
                                                       index_select(v, 0, tensor({0, 1, 3})));
  BOOST_TEST(
      test::close(scaled_dot_product_attention(q, k, v, mask), expected, {.absolute = 1e-15}));
  const Tensor added = tensor({0.0, 0.0, -inf, 0.0}, float64);
  BOOST_TEST(
      test::close(scaled_dot_product_attention(q, k, v, added), expected, {.absolute = 1e-15}));

  const Tensor causal = scaled_dot_product_attention(q, k, v, {}, 0, true);
  BOOST_TEST(test::close(select(causal, 0, 0), select(v, 0, 0), {.absolute = 1e-15}));
  BOOST_TEST(test::close(select(causal, 0, 2),
                         select(scaled_dot_product_attention(narrow(q, 0, 2, 1), narrow(k, 0, 0, 3),
                                                             narrow(v, 0, 0, 3)),
                                0, 0),
                         {.absolute = 1e-15}));
  const Tensor both =
      scaled_dot_product_attention(q, k, v, tensor({false, true, true, true}), 0, true);
  BOOST_TEST(test::close(select(both, 0, 1), select(v, 0, 1), {.absolute = 1e-15}));
}

BOOST_AUTO_TEST_CASE(a_query_without_keys_has_result_0_and_finite_gradients) {
  for (const Tensor& mask :
       {tensor({{false, false}, {true, false}}), tensor({{-inf, -inf}, {0.0, -inf}}, float64)}) {
    const Tensor q = recipe(1, {2, 3}).requires_grad_(), k = recipe(2, {2, 3}).requires_grad_(),
                 v = recipe(3, {2, 3}).requires_grad_();
    const Tensor y = scaled_dot_product_attention(q, k, v, mask);
    BOOST_TEST(test::close(select(y, 0, 0), zeros({3}, float64)));
    BOOST_TEST(test::close(select(y, 0, 1), select(v, 0, 0)));
    sum(y * recipe(4, {2, 3})).backward();
    BOOST_TEST(test::close(q.grad(), zeros({2, 3}, float64)));
    BOOST_TEST(test::close(select(v.grad(), 0, 1), zeros({3}, float64)));
  }
}

BOOST_AUTO_TEST_CASE(excluded_keys_do_not_spread_nan) {
  const Tensor q = recipe(1, {1, 2}), v = recipe(3, {2, 2});
  const Tensor k = tensor({{0.5, 0.25}, {std::nan(""), inf}}, float64);
  BOOST_TEST(test::close(scaled_dot_product_attention(q, k, v, tensor({true, false})),
                         narrow(v, 0, 0, 1)));
}

BOOST_AUTO_TEST_CASE(dropout_scales_the_weights_that_are_left) {
  const Tensor q = zeros({1, 2}, float64), k = zeros({1000, 2}, float64),
               v = ones({1000, 1}, float64);
  Generator generator(3);
  const auto [output, weights] = attention_with_weights(q, k, v, {}, 0.25, false, {}, generator);
  int dropped = 0;
  for (const double weight : weights.to_vector<double>()) {
    dropped += weight == 0 ? 1 : 0;
    BOOST_TEST((weight == 0 || std::abs(weight - 1 / 750.0) < 1e-15));
  }
  BOOST_TEST((dropped > 200 && dropped < 300));
  BOOST_TEST(output.item<double>() == (1000 - dropped) / 750.0,
             boost::test_tools::tolerance(1e-12));
  BOOST_TEST(scaled_dot_product_attention(q, k, v, {}, 1).item<double>() == 0);
}

BOOST_AUTO_TEST_CASE(the_layer_matches_pytorch) {
  manual_seed(1);
  test::check_layer("attention", nn::MultiheadAttention(4, 2), {{3, 2, 4}, {4, 2, 4}, {4, 2, 4}},
                    [](const auto& module, const std::vector<Tensor>& t) {
                      return module(t[0], t[1], t[2]).tensors();
                    });
  const Tensor padding = tensor({{false, false, false, true}, {false, true, false, false}});
  const Tensor mask = tensor(
      {{false, false, true, true}, {false, false, false, true}, {false, false, false, false}});
  manual_seed(1);
  test::check_layer(
      "attention_masked", nn::MultiheadAttention(4, 2, {.bias = false, .batch_first = true}),
      {{2, 3, 4}, {2, 4, 4}, {2, 4, 4}}, [&](const auto& module, const std::vector<Tensor>& t) {
        return module(t[0], t[1], t[2],
                      nn::AttentionOptions{.key_padding_mask = padding, .attn_mask = mask})
            .tensors();
      });
}

BOOST_AUTO_TEST_CASE(masks_of_heads_and_single_examples) {
  const nn::MultiheadAttention layer(4, 2, {.dtype = float64});
  const Tensor x = recipe(1, {3, 2, 4});
  const Tensor causal = gt(unsqueeze(arange(3), 0), unsqueeze(arange(3), 1));
  const auto expected = layer(x, x, x, nn::AttentionOptions{.is_causal = true});
  const auto by_mask = layer(x, x, x, nn::AttentionOptions{.attn_mask = expand(causal, {4, 3, 3})});
  BOOST_TEST(test::close(by_mask.output, expected.output, {.absolute = 1e-15}));
  BOOST_TEST(test::close(by_mask.weights, expected.weights, {.absolute = 1e-15}));
  const Tensor one = select(x, 1, 1);
  const auto single = layer(
      one, one, one,
      nn::AttentionOptions{.key_padding_mask = tensor({false, false, false}), .is_causal = true});
  BOOST_TEST(test::close(single.output, select(expected.output, 1, 1), {.absolute = 1e-15}));
  BOOST_TEST(single.weights.shape() == (Shape{3, 3}));
}

BOOST_AUTO_TEST_CASE(dropout_is_for_training) {
  Generator generator(2);
  const nn::MultiheadAttention layer(4, 2, {.dropout = 0.5}, generator);
  const Tensor x = to(recipe(1, {8, 2, 4}), float32);
  BOOST_TEST(sum(eq(layer(x, x, x).weights, 0)).item<int>() > 0);
  layer.eval();
  BOOST_TEST(sum(eq(layer(x, x, x).weights, 0)).item<int>() == 0);
  BOOST_TEST(layer.description() == "MultiheadAttention 4, 2 heads, dropout 0.5");
}

BOOST_AUTO_TEST_CASE(derivatives) {
  test::check_derivatives(SelfAttention(), {recipe(1, {3, 1, 4}).requires_grad_()});
}

BOOST_AUTO_TEST_CASE(messages_name_the_cause) {
  const Tensor x = ones({3, 2, 4});
  const nn::MultiheadAttention layer(4, 2);
  BOOST_CHECK_EXCEPTION(nn::MultiheadAttention(4, 3), ValueError,
                        says("MultiheadAttention: num_heads = 3 does not divide embed_dim = 4"));
  BOOST_CHECK_EXCEPTION(nn::MultiheadAttention(4, 2, {.dropout = 2}), ValueError,
                        says("dropout is 2, must be in [0, 1]"));
  BOOST_CHECK_EXCEPTION(layer(x, ones({3, 1, 4}), ones({3, 1, 4})), ShapeError,
                        says("model (MultiheadAttention 4, 2 heads): query [3, 2, 4], key [3, 1, "
                             "4] and value [3, 1, 4] do not fit"));
  BOOST_CHECK_EXCEPTION(layer(x, x, ones({3, 2, 5})), ShapeError,
                        says("input [3, 2, 5] has 5 features"));
  BOOST_CHECK_EXCEPTION(
      layer(x, x, x, nn::AttentionOptions{.key_padding_mask = ones({3, 2}, bool_)}), ShapeError,
      says("key_padding_mask is [3, 2], expected [batch, s] = [2, 3]"));
  BOOST_CHECK_EXCEPTION(layer(x, x, x, nn::AttentionOptions{.attn_mask = ones({3, 2}, bool_)}),
                        ShapeError, says("attn_mask is [3, 2], expected [l, s] = [3, 3]"));
  BOOST_CHECK_EXCEPTION(layer(x, x, x, nn::AttentionOptions{.attn_mask = ones({3, 3}, int64)}),
                        DTypeError, says("attn_mask is int64, expected bool or float32"));
  BOOST_CHECK_EXCEPTION(scaled_dot_product_attention(x, x, ones({3, 3, 4})), ShapeError,
                        says("scaled_dot_product_attention: query [3, 2, 4], key [3, 2, 4] and "
                             "value [3, 3, 4] do not fit"));
  BOOST_CHECK_EXCEPTION(scaled_dot_product_attention(x, x, x, ones({3, 2}, bool_)), ShapeError,
                        says("scaled_dot_product_attention"));
  BOOST_CHECK_EXCEPTION(scaled_dot_product_attention(x, x, x, ones({2, 2}, int64)), DTypeError,
                        says("the mask is int64, expected bool or float32"));
  BOOST_CHECK_EXCEPTION(scaled_dot_product_attention(x, x, ones({3, 2, 4}, float64)), DTypeError,
                        says("expected one floating type"));
  BOOST_CHECK_EXCEPTION(scaled_dot_product_attention(x, x, x, {}, -1), ValueError,
                        says("dropout_p is -1"));
}

BOOST_AUTO_TEST_SUITE_END()
