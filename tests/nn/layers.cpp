// Linear, Embedding and Sequential: values, options, descriptions and errors.
#include <xgrad/autograd/ops/shape/join.hpp>
#include <xgrad/nn/containers/sequential.hpp>
#include <xgrad/nn/layers/embedding.hpp>
#include <xgrad/nn/layers/linear.hpp>

#include <boost/test/unit_test.hpp>

#include "nn/golden.hpp"
#include "support/arrays.hpp"
#include "support/names_of.hpp"

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(layers)

namespace {

Tensor twice_as_wide(const Tensor& x) {
  return cat({x, x}, -1);
}

}  // namespace

BOOST_AUTO_TEST_CASE(linear_is_a_product_and_a_sum) {
  const nn::Linear layer(2, 3, {.dtype = float64});
  layer.weight.set_data(tensor({{1.0, 2.0}, {3.0, 4.0}, {5.0, 6.0}}, float64));
  layer.bias.set_data(tensor({0.5, 0.25, 0.125}, float64));
  const Tensor y = layer(tensor({{1.0, -1.0}, {0.0, 2.0}}, float64));
  BOOST_TEST(test::close(y, tensor({{-0.5, -0.75, -0.875}, {4.5, 8.25, 12.125}}, float64)));
  BOOST_TEST(layer.description() == "Linear 2 -> 3");
  const nn::Linear plain(2, 3, {.bias = false});
  BOOST_TEST(plain.parameters().size() == 1u);
  BOOST_TEST(plain.description() == "Linear 2 -> 3, no bias");
  BOOST_CHECK_EXCEPTION(nn::Linear(0, 3), ValueError, test::says("in_features is 0"));
  BOOST_CHECK_EXCEPTION(nn::Linear(3, -1), ValueError, test::says("out_features is -1"));
}

BOOST_AUTO_TEST_CASE(embedding_gathers_rows) {
  const nn::Embedding layer(4, 2, {.padding_idx = -3, .dtype = float64});
  BOOST_TEST(layer.weight.tensor().to_vector<double>()[2] == 0);
  BOOST_TEST(layer.weight.tensor().to_vector<double>()[3] == 0);
  const Tensor y = layer(tensor({{0, 1}, {3, 0}}));
  BOOST_TEST(y.shape() == (Shape{2, 2, 2}));
  BOOST_TEST(test::close(select(select(y, 0, 1), 0, 0), select(layer.weight, 0, 3)));
  y.backward(ones_like(y));
  BOOST_TEST(test::close(layer.weight.grad(),
                         tensor({{2.0, 2.0}, {0.0, 0.0}, {0.0, 0.0}, {1.0, 1.0}}, float64)));
  BOOST_TEST(layer.description() == "Embedding 4 x 2, padding_idx -3");
  BOOST_CHECK_EXCEPTION(layer(tensor({0, 4})), IndexError, test::says("model (Embedding 4 x 2"));
  BOOST_CHECK_EXCEPTION(nn::Embedding(4, 2, {.padding_idx = 4}), IndexError,
                        test::says("padding_idx 4 is out of range"));
}

BOOST_AUTO_TEST_CASE(sequential_takes_anything_callable) {
  const nn::Sequential net(
      nn::Linear(2, 3), twice_as_wide, [](const Tensor& x) { return reshape(x, {-1}); },
      nn::Linear(6, 1));
  BOOST_TEST(net(ones({1, 2})).shape() == Shape{1});
  BOOST_TEST(net.size() == 4u);
  const std::vector<std::string> expected = {"0.weight", "0.bias", "3.weight", "3.bias"};
  BOOST_TEST(test::names_of(net) == expected, boost::test_tools::per_element());
  const nn::Sequential one(nn::Linear(2, 2));
  const nn::Sequential alias(one);
  BOOST_TEST(alias.parameters()[0].body() == one.parameters()[0].body());
  BOOST_TEST(alias.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_clone_of_a_sequential_runs_its_own_layers) {
  const nn::Sequential net(nn::Linear(2, 3), nn::Linear(3, 1));
  const nn::Sequential copy = nn::clone(net);
  const Tensor before = net(ones({1, 2}));
  for (const Tensor& parameter : copy.parameters()) parameter.set_data(zeros_like(parameter));
  BOOST_TEST(copy(ones({1, 2})).item<float>() == 0.0f);
  BOOST_TEST(net(ones({1, 2})).item<float>() == before.item<float>());
}

BOOST_AUTO_TEST_SUITE_END()
