// Bilinear, Identity, Flatten and Unflatten; and all layers in a Sequential that is saved, loaded
// and cloned.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/nn/containers/sequential.hpp>
#include <xgrad/nn/gradcheck.hpp>
#include <xgrad/nn/layers/activations.hpp>
#include <xgrad/nn/layers/attention.hpp>
#include <xgrad/nn/layers/bilinear.hpp>
#include <xgrad/nn/layers/convolution.hpp>
#include <xgrad/nn/layers/linear.hpp>
#include <xgrad/nn/layers/normalization.hpp>
#include <xgrad/nn/layers/pooling.hpp>
#include <xgrad/nn/layers/reshaping.hpp>

#include <boost/test/unit_test.hpp>

#include "layers/golden.hpp"
#include "support/arrays.hpp"
#include "support/derivatives.hpp"
#include "support/temporary_directory.hpp"

using namespace xgrad;
using test::says;

BOOST_AUTO_TEST_SUITE(layers)

namespace {

nn::Sequential network() {
  return nn::Sequential(nn::Unflatten(1, {4, -1}), nn::Conv1d(4, 6, 3, {.causal = true}),
                        nn::BatchNorm1d(6), nn::ReLU(), nn::MaxPool1d(2), nn::GroupNorm(2, 6),
                        nn::ConvTranspose1d(6, 4, 2, {.stride = 2}), nn::AvgPool1d(2),
                        nn::RMSNorm(5), nn::Identity(), nn::AdaptiveAvgPool1d(3), nn::Flatten(),
                        nn::Linear(12, 2));
}

}  // namespace

BOOST_AUTO_TEST_CASE(bilinear_matches_pytorch) {
  manual_seed(1);
  test::check_layer("bilinear", nn::Bilinear(3, 4, 2), {{2, 2, 3}, {2, 2, 4}},
                    [](const auto& module, const std::vector<Tensor>& t) {
                      return std::vector<Tensor>{module(t[0], t[1])};
                    });
  const nn::Bilinear layer(3, 4, 2, {.dtype = float64});
  test::check_derivatives(
      layer, {test::recipe(1, {2, 3}).requires_grad_(), test::recipe(2, {2, 4}).requires_grad_()});
  BOOST_TEST(layer.description() == "Bilinear 3 x 4 -> 2");
  BOOST_TEST(layer(zeros({0, 3}, float64), zeros({0, 4}, float64)).shape() == (Shape{0, 2}));
  BOOST_CHECK_EXCEPTION(nn::Bilinear(3, 0, 2), ValueError, says("Bilinear: in2_features is 0"));
  BOOST_CHECK_EXCEPTION(layer(ones({2, 3}, float64), ones({3, 4}, float64)), ShapeError,
                        says("inputs [2, 3] and [3, 4] differ in their leading axes"));
  BOOST_CHECK_EXCEPTION(layer(ones({2, 4}, float64), ones({2, 4}, float64)), ShapeError,
                        says("has 4 features on its last axis, expected in1_features = 3"));
}

BOOST_AUTO_TEST_CASE(axes_are_merged_and_split) {
  const Tensor x = test::recipe(1, {2, 3, 4, 5});
  BOOST_TEST(nn::Flatten()(x).shape() == (Shape{2, 60}));
  BOOST_TEST(nn::Flatten(0, 1)(x).shape() == (Shape{6, 4, 5}));
  BOOST_TEST(nn::Unflatten(2, {2, 2})(x).shape() == (Shape{2, 3, 2, 2, 5}));
  BOOST_TEST(nn::Unflatten(-1, {-1, 1})(x).shape() == (Shape{2, 3, 4, 5, 1}));
  BOOST_TEST(test::close(nn::Unflatten(1, {3, 4, 5})(nn::Flatten()(x)), x));
  BOOST_TEST(nn::Identity()(x).body() == x.body());
  BOOST_TEST(nn::Flatten().description() == "Flatten axes 1 to -1");
  BOOST_TEST(nn::Unflatten(1, {2, -1}).description() == "Unflatten axis 1 to [2, -1]");
  BOOST_CHECK_THROW(nn::Unflatten(1, {2, 2})(x), ShapeError);
  BOOST_CHECK_THROW(nn::Unflatten(4, {2, 2})(x), IndexError);
  BOOST_CHECK_EXCEPTION(nn::Unflatten(1, {-1, -1}), ValueError,
                        says("Unflatten: sizes are [-1, -1]"));
  BOOST_CHECK_EXCEPTION(nn::Unflatten(1, Shape{}), ValueError, says("Unflatten: sizes are []"));
}

BOOST_AUTO_TEST_CASE(the_example_of_the_documentation) {
  const nn::Sequential classifier{nn::Conv1d(3, 16, 7, {.stride = 2}),
                                  nn::BatchNorm1d(16),
                                  nn::ReLU(),
                                  nn::MaxPool1d(2),
                                  nn::AdaptiveAvgPool1d(1),
                                  nn::Flatten(),
                                  nn::Linear(16, 5)};
  const Tensor scores = classifier(randn({32, 3, 1000}));  // [32, 5]

  const nn::MultiheadAttention attention(16, 4);
  const Tensor x = randn({20, 8, 16});  // 20 time steps, a batch of 8
  const auto [output, weights] = attention(x, x, x, nn::AttentionOptions{.is_causal = true});

  BOOST_TEST(scores.shape() == (Shape{32, 5}));
  BOOST_TEST(output.shape() == x.shape());
  BOOST_TEST(weights.shape() == (Shape{8, 20, 20}));
}

BOOST_AUTO_TEST_CASE(a_sequential_of_all_layers_trains_and_is_saved_loaded_and_cloned) {
  manual_seed(4);
  const nn::Sequential net = network(), other = network();
  const Tensor x = to(test::recipe(1, {3, 40}), float32);
  const Tensor y = net(x);
  BOOST_TEST(y.shape() == (Shape{3, 2}));
  sum(square(y)).backward();
  for (const auto& [name, parameter] : net.named_parameters()) {
    BOOST_TEST(parameter.grad().defined(), name << " has no gradient");
  }
  net.eval();
  other.eval();
  const Tensor expected = net(x);
  const test::TemporaryDirectory directory;
  nn::save(net, directory / "net.safetensors");
  nn::load(other, directory / "net.safetensors");
  BOOST_TEST(test::close(other(x), expected));
  const nn::Sequential copy = nn::clone(net);
  for (const Tensor& parameter : net.parameters()) parameter.set_data(zeros_like(parameter));
  BOOST_TEST(test::close(copy(x), expected));
  BOOST_TEST(net.to_string().find("(1): Conv1d 4 -> 6, kernel 3, causal") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
