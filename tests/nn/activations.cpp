// Activations as modules are the functions of the same name.
#include <xgrad/nn/gradcheck.hpp>
#include <xgrad/nn/layers/activations.hpp>

#include <boost/test/unit_test.hpp>

#include "nn/golden.hpp"
#include "support/derivatives.hpp"
#include "support/random_tensors.hpp"

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(activations)

namespace {

template <class Layer, class Function>
void check(const Layer& layer, const Function& function) {
  Generator generator(2);
  const Tensor x = test::random_leaf({3, 4}, generator);
  BOOST_TEST_CONTEXT(layer.description()) {
    BOOST_TEST(test::close(layer(x), function(x)));
    test::check_derivatives(layer, {x});
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(modules_are_the_functions) {
  check(nn::Tanh(), xgrad::tanh);
  check(nn::Sigmoid(), xgrad::sigmoid);
  check(nn::ReLU(), xgrad::relu);
  check(nn::SiLU(), xgrad::silu);
  check(nn::Softplus(), xgrad::softplus);
  check(nn::GELU(), xgrad::gelu);
  check(nn::LeakyReLU(), [](const Tensor& x) { return leaky_relu(x); });
  check(nn::LeakyReLU(0.3), [](const Tensor& x) { return leaky_relu(x, 0.3); });
  check(nn::ELU(), [](const Tensor& x) { return elu(x); });
  check(nn::ELU(0.3), [](const Tensor& x) { return elu(x, 0.3); });
}

BOOST_AUTO_TEST_CASE(titles_show_the_options) {
  BOOST_TEST(nn::ReLU().description() == "ReLU");
  BOOST_TEST(nn::LeakyReLU().description() == "LeakyReLU 0.01");
  BOOST_TEST(nn::ELU(2).description() == "ELU 2");
}

BOOST_AUTO_TEST_CASE(corners_and_large_inputs_match_pytorch) {
  const double inf = std::numeric_limits<double>::infinity();
  const Tensor x = tensor({0.0, -1e4, 1e4, inf, -inf}, float64).requires_grad_();
  const auto check_values = [&](const Tensor& y, const Tensor& values, const Tensor& slopes) {
    BOOST_TEST(y.to_vector<double>() == values.to_vector<double>());
    BOOST_TEST(grad(y, x, {.gradients = {ones_like(y)}}).to_vector<double>() ==
               slopes.to_vector<double>());
  };
  check_values(leaky_relu(x, 0.5), tensor({0.0, -5e3, 1e4, inf, -inf}, float64),
               tensor({0.5, 0.5, 1.0, 1.0, 0.5}, float64));
  check_values(elu(x, 2), tensor({0.0, -2.0, 1e4, inf, -2.0}, float64),
               tensor({2.0, 0.0, 1.0, 1.0, 0.0}, float64));
}

BOOST_AUTO_TEST_SUITE_END()
