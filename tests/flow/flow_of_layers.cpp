// Gradient flow through the recurrent layers: watched, unchanged, let go.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/memory.hpp>
#include <xgrad/nn/flow/gradient_flow.hpp>
#include <xgrad/nn/init.hpp>
#include <xgrad/nn/init/spectral.hpp>
#include <xgrad/nn/recurrent.hpp>
#include <xgrad/optim/rules/sgd.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"
#include <algorithm>
#include <cmath>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(flow_of_layers)

namespace {

const nn::RecurrentOptions kSmall = {.input_size = 3, .hidden_size = 5};
const nn::RecurrentOptions kDeep = {
    .input_size = 3, .hidden_size = 5, .num_layers = 2, .bidirectional = true};

// A loss that looks at every output.
Tensor loss_of(const nn::RecurrentBase& layer, const Tensor& input,
               const nn::Sequences& sequences = {}) {
  return mean(square(layer.forward(input, {}, sequences).output));
}

std::vector<std::vector<double>> gradients_of(const nn::RecurrentBase& layer, const Tensor& loss) {
  layer.zero_grad();
  loss.backward();
  std::vector<std::vector<double>> gradients;
  for (const Tensor& parameter : layer.parameters())
    gradients.push_back(test::values(to(parameter.grad(), float64)));
  return gradients;
}

template <class Layer>
void check_unchanged(const nn::RecurrentOptions& options) {
  nn::RecurrentOptions unrolled = options;
  unrolled.unroll = true;
  const Layer layer(unrolled);
  const Tensor input = randn({11, 4, options.input_size}, options.dtype);
  const nn::Sequences sequences = {.lengths = {11, 3, 7, 1}};
  for (const nn::Sequences& given : {nn::Sequences(), sequences}) {
    const auto alone = gradients_of(layer, loss_of(layer, input, given));
    {
      const nn::GradientFlow flow(layer);
      BOOST_TEST(gradients_of(layer, loss_of(layer, input, given)) == alone);
      const nn::FlowReport report = flow.report();
      BOOST_TEST(report.layers.size() ==
                 (options.bidirectional ? 2u : 1u) * static_cast<std::size_t>(options.num_layers));
      for (const nn::LayerFlow& of_layer : report.layers)
        for (const double value : of_layer.states[0].jacobian) BOOST_TEST(value > 0);
    }
    BOOST_TEST(gradients_of(layer, loss_of(layer, input, given)) == alone);
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(observing_keeps_gradients_of_unrolled_steps_bitwise) {
  manual_seed(1);
  for (const nn::RecurrentOptions& options : {kSmall, kDeep}) {
    check_unchanged<nn::RNN>(options);
    check_unchanged<nn::LSTM>(options);
    check_unchanged<nn::GRU>(options);
  }
  nn::RecurrentOptions budget = kSmall;
  budget.memory_budget = 1;
  check_unchanged<nn::LSTM>(budget);
  nn::RecurrentOptions projected = kSmall;
  projected.proj_size = 2;
  check_unchanged<nn::LSTM>(projected);
}

// W = 0 and b = 0: h' = tanh(U h) with h = 0 stays at 0, where the slope is 1.
BOOST_AUTO_TEST_CASE(a_scaled_identity_multiplies_the_gradient_at_each_step) {
  const nn::RNN layer(kSmall);
  for (const Tensor& parameter : layer.parameters()) nn::init::constant_(parameter, 0);
  nn::init::eye_(layer.named_parameters()[1].second, 0.5);
  nn::GradientFlow flow(layer);
  sum(select(layer(ones({101, 2, 3})).output, 0, -1)).backward();
  const nn::FlowReport report = flow.report();
  BOOST_TEST(report.title == "RNN 3 -> 5");
  BOOST_TEST(report.spectral_radii == (nn::FlowReport::Figures{{"weight_hh_l0", 0.5}}));
  BOOST_TEST(report.updates.empty());
  const nn::StateFlow& h = report.layers[0].states[0];
  for (std::size_t t = 0; t <= 100; ++t) {
    const double left = std::ldexp(1, static_cast<int>(t) - 100);
    BOOST_TEST(std::abs(h.gradient[t] / (left * std::sqrt(10)) - 1) < 1e-15);
    BOOST_TEST(std::abs(h.jacobian[t] / (left * std::sqrt(5)) - 1) < 1e-15);
  }
  BOOST_TEST(
      report.advice() ==
      "The gradient vanishes in layer 0: ||dh_T/dh_t|| falls from 2.2 at step 100 to 1.8e-30 "
      "at step 0, by a factor of 0.5 at each step, and less than a thousandth is left 10 "
      "steps back; try nn::init::orthogonal_recurrent(layer) (the spectral radius is now 0.5), "
      "or an LSTM or GRU.");
}

BOOST_AUTO_TEST_CASE(several_flows_observe_one_layer) {
  const nn::GRU layer(kDeep);
  const Tensor input = randn({7, 2, 3});
  const nn::GradientFlow outer(layer);
  {
    const nn::GradientFlow inner(layer);
    loss_of(layer, input).backward();
    BOOST_TEST(inner.report().csv() == outer.report().csv());
  }
  const std::string before = outer.report().csv();
  loss_of(layer, input * 2).backward();
  BOOST_TEST(outer.report().csv() != before);
  const nn::GradientFlow alone(layer);
  loss_of(layer, input * 2).backward();
  BOOST_TEST(alone.report().csv() == outer.report().csv());
}

BOOST_AUTO_TEST_CASE(a_report_covers_only_the_last_pass) {
  const nn::GRU layer(kSmall);
  const nn::GradientFlow flow(layer);
  const std::vector<Tensor> outputs = unbind(layer(randn({5, 2, 3})).output);
  sum(outputs[4]).backward({}, {.retain_graph = true});
  BOOST_TEST(flow.report().layers[0].states[0].gradient[4] > 0);
  sum(outputs[1]).backward();
  const std::vector<double> gradient = flow.report().layers[0].states[0].gradient;
  BOOST_TEST(gradient[0] > 0);
  BOOST_TEST(gradient[1] > 0);
  BOOST_TEST(gradient[2] == 0);
  BOOST_TEST(gradient[3] == 0);
  BOOST_TEST(gradient[4] == 0);
}

// What began at zero has no ratio, and a change of type is none of values.
BOOST_AUTO_TEST_CASE(updates_are_found_after_a_change_of_type) {
  nn::RecurrentOptions options = kSmall;
  options.learned_state = true;
  const nn::RNN layer(options);
  const nn::GradientFlow flow(layer);
  loss_of(layer, ones({3, 2, 3})).backward();
  layer.to(float64);
  BOOST_TEST(flow.report().updates.empty());
  const Tensor weight = layer.get_parameter("weight_hh_l0");
  weight.set_data(weight.detach() * 1.5);
  layer.get_parameter("initial_h_l0").set_data(ones({5}, float64));
  const auto updates = flow.report().updates;
  const auto of = [&](std::string_view name) {
    const auto found = std::find_if(updates.begin(), updates.end(),
                                    [&](const auto& update) { return update.first == name; });
    return found == updates.end() ? -1 : found->second;
  };
  BOOST_TEST(std::abs(of("weight_hh_l0") - 0.5) < 1e-15);
  BOOST_TEST(of("weight_ih_l0") == 0);
  BOOST_TEST(of("initial_h_l0") == -1);
}

// The weight that multiplies h is g v / ||v||, row by row.
BOOST_AUTO_TEST_CASE(spectral_radii_are_those_of_normalised_weights) {
  nn::RecurrentOptions options = kSmall;
  options.bidirectional = options.regularization.weight_norm = true;
  const nn::GRU layer(options);
  std::vector<Tensor> directions;
  for (const auto& [name, value] : layer.named_parameters()) {
    if (name.ends_with("_g")) value.set_data(value.detach() * 3);
    if (name.ends_with("_v")) directions.push_back(value.detach());
  }
  const auto weights = layer.recurrent_weights();
  BOOST_TEST_REQUIRE(weights.size() == 2u);
  BOOST_TEST_REQUIRE(directions.size() == 2u);
  BOOST_TEST(weights[0].first == "weight_hh_l0");
  BOOST_TEST(weights[1].first == "weight_hh_l0_reverse");
  for (std::size_t i = 0; i < 2; ++i)
    BOOST_TEST(max(abs(weights[i].second - directions[i] * 3)).item<float>() < 1e-6);

  const nn::GradientFlow flow(layer);
  loss_of(layer, ones({2, 1, 3})).backward();
  const nn::FlowReport::Figures radii = flow.report().spectral_radii;
  BOOST_TEST_REQUIRE(radii.size() == 6u);
  BOOST_TEST(radii[5].first == "weight_hh_l0_reverse, candidate n");
  const double expected = 3 * nn::spectral_radius(slice(directions[1], 0, 10, 15));
  BOOST_TEST(std::abs(radii[5].second / expected - 1) < 1e-5);
}

BOOST_AUTO_TEST_CASE(gates_are_named_and_counted) {
  const auto saturated = [](const nn::RecurrentBase& layer, double bias) {
    for (const Tensor& parameter : layer.parameters())
      nn::init::constant_(parameter, parameter.rank() == 1 ? bias : 0);
    const nn::GradientFlow flow(layer);
    loss_of(layer, ones({2, 1, 3})).backward();
    return flow.report().layers[0].gates;
  };
  for (const double bias : {0.0, 2.0}) {  // twice: b_x + b_h
    const auto lstm = saturated(nn::LSTM(kSmall), bias);
    BOOST_TEST_REQUIRE(lstm.size() == 3u);
    BOOST_TEST(lstm[0].name == "i");
    BOOST_TEST(lstm[1].name == "f");
    BOOST_TEST(lstm[2].name == "o");
    const auto gru = saturated(nn::GRU(kSmall), bias);
    BOOST_TEST_REQUIRE(gru.size() == 2u);
    BOOST_TEST(gru[0].name == "r");
    BOOST_TEST(gru[1].name == "z");
    const std::vector<double> expected(2, bias == 0 ? 0 : 1);
    for (const auto& gates : {lstm, gru})
      for (const nn::GateFlow& gate : gates) BOOST_TEST(gate.saturated == expected);
  }
}

BOOST_AUTO_TEST_CASE(updates_measure_an_optimizer_step) {
  const nn::LSTM layer(kSmall);
  optim::SGD optimizer(layer.named_parameters(), {.lr = 0.1});
  nn::GradientFlow flow(layer);
  loss_of(layer, randn({4, 2, 3})).backward();
  optimizer.step();
  const nn::FlowReport report = flow.report();
  BOOST_TEST_REQUIRE(report.updates.size() == 4u);
  for (const auto& [name, ratio] : report.updates) {
    BOOST_TEST(ratio > 1e-6, name);
    BOOST_TEST(ratio < 0.1, name);
  }
  BOOST_TEST_REQUIRE(report.spectral_radii.size() == 4u);
  BOOST_TEST(report.spectral_radii[3].first == "weight_hh_l0, gate o");
  const Tensor last = slice(layer.named_parameters()[1].second, 0, 15, 20);
  BOOST_TEST(report.spectral_radii[3].second == nn::spectral_radius(last.detach()));
}

BOOST_AUTO_TEST_CASE(a_destroyed_flow_stops_observing_its_layer) {
  const nn::GRU layer(kDeep);
  const Tensor input = randn({6, 2, 3});
  loss_of(layer, input).backward();
  const LiveCounts before = live_counts();
  {
    const nn::GradientFlow flow(layer, {.passes = 3});
    loss_of(layer, input).backward();
    BOOST_TEST(!flow.report().exact);
    loss_of(layer, input);  // without a pass
  }
  BOOST_TEST(live_counts() == before);
  loss_of(layer, input);  // nobody is told
}

BOOST_AUTO_TEST_CASE(reverse_directions_end_at_time_zero) {
  nn::RecurrentOptions options = kSmall;
  options.bidirectional = true;
  const nn::RNN layer(options);
  const nn::GradientFlow flow(layer);
  sum(layer(randn({9, 2, 3})).state.h).backward();
  const nn::FlowReport report = flow.report();
  const double most = std::sqrt(5);
  BOOST_TEST(std::abs(report.layers[0].states[0].jacobian[8] / most - 1) < 1e-6);
  BOOST_TEST(std::abs(report.layers[1].states[0].jacobian[0] / most - 1) < 1e-6);
  BOOST_TEST(report.layers[1].states[0].jacobian[8] < most);
}

BOOST_AUTO_TEST_SUITE_END()
