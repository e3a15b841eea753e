// Several backward passes through one run: the report is of the last of them.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/nn.hpp>

#include <boost/test/unit_test.hpp>

#include "support/random_tensors.hpp"

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(flow_of_passes)

BOOST_AUTO_TEST_CASE(gradient_flow_reports_only_steps_of_the_last_pass) {
  Generator generator(3);
  const nn::RNNCell cell({.input_size = 2, .hidden_size = 3, .dtype = float64}, generator);
  nn::GradientFlow flow(nn::GradientFlowOptions{.passes = 0});
  std::vector<nn::State> states(1);
  for (Index time = 0; time < 6; ++time) {
    states.push_back(cell(test::random_normal({2, 2}, generator), states.back()));
    flow.observe({0, 0, time, {states.back().h}, {}});
  }
  // Passes from the state behind so many steps: what comes later gets no gradient, not even zeros.
  // A pass through more steps than the one before keeps what it gave to those before it met them.
  for (const std::size_t steps : {6u, 3u, 1u, 4u, 6u, 5u}) {
    sum(states[steps].h).backward({}, {.retain_graph = true});
    const auto norms = flow.report().layers[0].states[0].gradient;
    BOOST_TEST_REQUIRE(norms.size() == 6u);
    for (std::size_t t = 0; t < 6; ++t) BOOST_TEST((norms[t] > 0) == (t < steps));
  }
}

BOOST_AUTO_TEST_SUITE_END()
