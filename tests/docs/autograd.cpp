// The code that docs/autograd.md quotes.
#include <xgrad/autograd/diagnostics/anomaly.hpp>
#include <xgrad/autograd/diagnostics/profiler.hpp>
#include <xgrad/autograd/diagnostics/to_dot.hpp>
#include <xgrad/autograd/functional/functional.hpp>
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/temporary_directory.hpp"
#include <fstream>
#include <iostream>

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(autograd_page)

BOOST_AUTO_TEST_CASE(gradients) {
  const Tensor w = tensor({0.5, -1.0}).requires_grad_();
  const Tensor loss = sum(square(w) * 3);
  loss.backward();
  std::cout << w.grad() << "\n";

  const Tensor y = sum(tanh(w));
  const Tensor slope = grad(y, w);
  BOOST_TEST(close(w.grad(), tensor({3.0, -6.0})));
  BOOST_TEST(close(slope, 1 - square(tanh(w)), {.absolute = 1e-6}));
}

BOOST_AUTO_TEST_CASE(higher_orders) {
  const Tensor x = tensor({0.3, 1.2}, float64).requires_grad_();
  Tensor derivative = gelu(x);
  for (int order = 1; order <= 3; ++order) {
    derivative = grad(sum(derivative), x, {.create_graph = true});
  }
  const Tensor density = exp(-0.5 * x * x) * 0.3989422804014327;
  BOOST_TEST(close(derivative, (x * x * x - 4 * x) * density, {.absolute = 1e-14}));
}

BOOST_AUTO_TEST_CASE(hooks) {
  const Tensor x = tensor({1.0, 2.0}).requires_grad_();
  const Tensor y = exp(x);
  const HookHandle handle =
      y.register_hook([](const Tensor& gradient) { return clamp(gradient, -1, 1); });
  sum(y * 10).backward();
  BOOST_TEST(close(x.grad(), exp(x.detach()), {.relative = 1e-6}));
}

BOOST_AUTO_TEST_CASE(functions) {
  const auto rosenbrock = [](const Tensor& p) {
    const Tensor x = select(p, 0, 0), y = select(p, 0, 1);
    return square(1 - x) + 100 * square(y - square(x));
  };
  const Tensor p = tensor({1.0, 1.0}, float64);
  const Tensor h = functional::hessian(rosenbrock, p);
  const Tensor v = tensor({1.0, 0.0}, float64);
  const auto [value, product] = functional::hvp(rosenbrock, p, v);
  BOOST_TEST(close(h, tensor({{802.0, -400.0}, {-400.0, 200.0}}, float64)));
  BOOST_TEST(close(product, tensor({802.0, -400.0}, float64)));
  BOOST_TEST(close(value, 0.0));
}

BOOST_AUTO_TEST_CASE(products_with_the_hessian_of_a_model) {
  const nn::LSTM lstm({.input_size = 3, .hidden_size = 4});
  const Tensor input = randn({5, 2, 3});
  const std::vector<Tensor> weights = lstm.parameters();
  std::vector<Tensor> v;
  for (const Tensor& weight : weights) v.push_back(randn(weight.shape()));
  const auto result =
      functional::hvp_of([&] { return mean(square(lstm(input).output)); }, weights, v);
  BOOST_TEST(result.products[1].shape() == weights[1].shape());
}

BOOST_AUTO_TEST_CASE(anomalies) {
  const nn::Linear model(2, 3);
  const Tensor input = zeros({4, 2});
  std::string message;
  try {
    const AnomalyMode mode;
    sum(sqrt(model(input) * 0)).backward();
  } catch (const NumericError& error) {
    message = error.what();
  }
  BOOST_TEST(
      message.starts_with("the backward pass of 'sqrt': the gradient float32 [4, 3] for "
                          "input 0 is the first anomaly: 12 of 12 elements are not finite"));
}

BOOST_AUTO_TEST_CASE(profiles) {
  const TemporaryDirectory directory;
  const std::string folder = directory / "";
  const nn::Linear model(2, 3);
  const Tensor input = zeros({4, 2});
  const Profiler profiler;
  mean(square(model(input))).backward();
  std::cout << profiler.table();
  profiler.write_chrome_trace(folder + "trace.json");
  BOOST_TEST(directory.entries() == 1);
}

BOOST_AUTO_TEST_CASE(graphs) {
  const TemporaryDirectory directory;
  const std::string folder = directory / "";
  const nn::Linear model(2, 3);
  const Tensor input = zeros({4, 2});
  const Tensor loss = mean(square(model(input)));
  std::ofstream(folder + "graph.dot") << to_dot(loss, model.named_parameters());
  BOOST_TEST(directory.entries() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
