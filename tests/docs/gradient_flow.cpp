// The code that docs/gradient-flow.md quotes.
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "support/temporary_directory.hpp"
#include <cmath>
#include <iostream>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(gradient_flow_page)

namespace {

// Reads a sequence and answers with one number.
struct Sum : nn::Module<Sum> {
  nn::RNN rnn = register_module("rnn", nn::RNN({.input_size = 2, .hidden_size = 32}));
  nn::Linear head = register_module("head", nn::Linear(32, 1));

  Tensor forward(const Tensor& input) const { return head(select(rnn(input).output, 0, -1)); }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_layer_is_watched) {
  const test::TemporaryDirectory directory;
  const std::string folder = directory / "";
  manual_seed(1);
  Generator generator(1);
  const Sum model;
  const Tensor input = rand({100, 8, 2}, float32, generator), target = ones({8, 1});

  const nn::GradientFlow flow(model.rnn);
  nn::mse_loss(model(input), target).backward();

  const nn::FlowReport report = flow.report();
  std::cout << report.chart() << report.advice() << "\n";
  report.write_svg(folder + "flow.svg");
  report.write_csv(folder + "flow.csv");

  BOOST_TEST(report.advice().starts_with("The gradient vanishes in layer 0: ||dh_T/dh_t|| falls"));
  BOOST_TEST(report.layers[0].states[0].gradient.size() == 100u);
  BOOST_TEST(directory.entries() == 2);
}

BOOST_AUTO_TEST_CASE(a_loop_of_ones_own_is_watched) {
  const nn::LSTMCell cell({.input_size = 2, .hidden_size = 4});
  const Tensor input = randn({20, 3, 2});

  nn::GradientFlow flow;
  nn::State state;
  for (Index time = 0; time < input.size(0); ++time) {
    state = cell(select(input, 0, time), state);
    flow.observe(
        {.layer = 0, .direction = 0, .time = time, .states = {state.h, state.c}, .gates = {}});
  }
  mean(square(state.h)).backward();
  std::cout << flow.report().chart();

  BOOST_TEST(flow.report().layers[0].states.size() == 2u);
}

BOOST_AUTO_TEST_CASE(initial_values_change_the_flow) {
  const auto left = [](const nn::RecurrentBase& layer) {
    const nn::GradientFlow flow(layer);
    mean(square(layer.forward(randn({50, 4, 2})).output)).backward();
    return flow.report().layers[0].states.back().jacobian[0];
  };
  const nn::RNN rnn({.input_size = 2, .hidden_size = 32});
  const nn::LSTM lstm({.input_size = 2, .hidden_size = 32});
  const double rnn_before = left(rnn), lstm_before = left(lstm);
  nn::init::orthogonal_recurrent(rnn);
  nn::init::chrono(lstm, 50);
  BOOST_TEST(left(rnn) > 1e3 * rnn_before);
  BOOST_TEST(left(lstm) > 1e3 * lstm_before);
}

BOOST_AUTO_TEST_SUITE_END()
