// Several backward passes through one run: the report is of the last of them.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/nn.hpp>

#include <boost/test/unit_test.hpp>

#include "support/random_tensors.hpp"

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(flow_of_passes)

BOOST_AUTO_TEST_CASE(gradient_flow_forgets_steps_that_only_an_earlier_pass_reached) {
  Generator generator(3);
  const nn::RNN layer({.input_size = 2, .hidden_size = 3, .dtype = float64}, generator);
  nn::GradientFlow flow(layer, {.passes = 0});
  const Tensor output = layer(test::random_normal({6, 2, 2}, generator)).output;
  const auto gradients = [&] { return flow.report().layers[0].states[0].gradient; };

  sum(output).backward({}, {.retain_graph = true});
  for (const double norm : gradients()) BOOST_TEST(norm > 0);

  sum(select(output, 0, 2)).backward({}, {.retain_graph = true});
  const auto last = gradients();
  BOOST_TEST(last.size() == 6);
  for (std::size_t t = 0; t < 6; ++t) BOOST_TEST((last[t] > 0) == (t <= 2));
}

BOOST_AUTO_TEST_SUITE_END()
