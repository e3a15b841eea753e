// Gradient flow: norms against mathematics, nothing changed by looking, nothing left behind.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/memory.hpp>
#include <xgrad/nn/flow/gradient_flow.hpp>
#include <xgrad/nn/loss.hpp>
#include <xgrad/nn/recurrent/single_step.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"
#include <cmath>

using namespace xgrad;
using test::says;

BOOST_AUTO_TEST_SUITE(gradient_flow)

namespace {

const nn::GradientFlowOptions kNoJacobians = {.passes = 0};

// h' = factor * h, from a leaf of ones: dh_T/dh_t is factor^(T-t) times the identity.
Tensor decay(double factor, Index steps, DType dtype, nn::GradientFlow& flow) {
  Tensor h = ones({2, 3}, dtype).requires_grad_();
  for (Index time = 0; time < steps; ++time) {
    h = mul(h, factor);
    flow.observe({0, 0, time, {h}, {}});
  }
  return h;
}

double relative(double value, double expected) {
  return std::abs(value / expected - 1);
}

// LSTM cells in a loop over [time, batch, features]; the loss looks at every h.
struct Loop {
  explicit Loop(DType dtype) : cell({.input_size = 2, .hidden_size = 5, .dtype = dtype}) {}

  Tensor loss(const Tensor& input, nn::GradientFlow* flow) const {
    nn::State state;
    std::vector<Tensor> outputs;
    for (const Tensor& x : unbind(input)) {
      state = cell(x, state);
      const auto time = static_cast<Index>(outputs.size());
      outputs.push_back(state.h);
      if (flow) flow->observe({0, 0, time, {state.h, state.c}, {}});
    }
    return mean(square(stack(outputs)));
  }

  nn::LSTMCell cell;
};

}  // namespace

BOOST_AUTO_TEST_CASE(norms_are_accurate_down_to_1e_30) {
  for (const DType dtype : {float32, float64}) {
    nn::GradientFlow flow;
    sum(decay(0.5, 101, dtype, flow)).backward();
    const nn::FlowReport report = flow.report();
    BOOST_TEST(report.exact);
    BOOST_TEST_REQUIRE(report.layers.size() == 1u);
    const nn::StateFlow& h = report.layers[0].states[0];
    BOOST_TEST_REQUIRE(h.gradient.size() == 101u);
    for (int t = 0; t < 101; ++t) {
      const double left = std::ldexp(1, t - 100);  // 7.9e-31 at first
      BOOST_TEST(relative(h.gradient[static_cast<std::size_t>(t)], left * std::sqrt(6)) < 1e-15);
      BOOST_TEST(relative(h.jacobian[static_cast<std::size_t>(t)], left * std::sqrt(3)) < 1e-15);
    }
  }
}

BOOST_AUTO_TEST_CASE(norms_neither_underflow_nor_overflow) {
  for (const double factor : {0x1p-5, 0x1p5}) {
    nn::GradientFlow flow;
    sum(decay(factor, 201, float64, flow)).backward();
    const nn::StateFlow h = flow.report().layers[0].states[0];
    const double left = std::pow(factor, 200);  // 1e-301, 1e+301
    BOOST_TEST(relative(h.gradient[0], left * std::sqrt(6)) < 1e-15);
    BOOST_TEST(relative(h.jacobian[0], left * std::sqrt(3)) < 1e-15);
  }
  nn::GradientFlow flow;
  sum(decay(0x1p-5, 101, float32, flow)).backward();
  BOOST_TEST(flow.report().layers[0].states[0].gradient[0] == 0);  // exactly, in float32
}

BOOST_AUTO_TEST_CASE(reports_show_nonfinite_gradients) {
  nn::GradientFlow flow;
  sum(decay(0x1p5, 101, float32, flow)).backward();
  const nn::StateFlow h = flow.report().layers[0].states[0];
  BOOST_TEST(std::isinf(h.gradient[0]));
  BOOST_TEST(std::isinf(h.jacobian[0]));
  BOOST_TEST(std::isfinite(h.gradient[99]));
}

// J = diag(1 - h_T^2) U ... diag(1 - h_{t+1}^2) U, multiplied out for each sequence.
BOOST_AUTO_TEST_CASE(jacobians_of_a_network_equal_products_of_matrices) {
  constexpr std::size_t kUnits = 4, kSteps = 12, kBatch = 3;
  Generator generator(1);
  const nn::RNNCell cell({.input_size = 2, .hidden_size = kUnits, .dtype = float64}, generator);
  const Tensor u = cell.named_parameters()[1].second;
  const auto weight = u.to_vector<double>();
  nn::GradientFlow flow;
  std::vector<std::vector<double>> h;
  nn::State state;
  for (std::size_t t = 0; t < kSteps; ++t) {
    state = cell(randn({kBatch, 2}, float64, generator), state);
    h.push_back(state.h.to_vector<double>());
    flow.observe({0, 0, static_cast<Index>(t), {state.h}, {}});
  }
  sum(state.h).backward();
  const std::vector<double> measured = flow.report().layers[0].states[0].jacobian;

  std::vector<double> squares(kSteps, 0);
  for (std::size_t b = 0; b < kBatch; ++b) {
    std::vector<double> j(kUnits * kUnits, 0);
    for (std::size_t i = 0; i < kUnits; ++i) j[i * kUnits + i] = 1;
    for (std::size_t t = kSteps; t-- > 0;) {
      for (const double x : j) squares[t] += x * x / kBatch;
      std::vector<double> next(kUnits * kUnits, 0);
      for (std::size_t i = 0; i < kUnits; ++i)
        for (std::size_t k = 0; k < kUnits; ++k)
          for (std::size_t l = 0; l < kUnits; ++l) {
            const double y = h[t][b * kUnits + l];
            next[i * kUnits + k] += j[i * kUnits + l] * (1 - y * y) * weight[l * kUnits + k];
          }
      j = next;
    }
  }
  for (std::size_t t = 0; t < kSteps; ++t)
    BOOST_TEST(relative(measured[t], std::sqrt(squares[t])) < 1e-13);
}

BOOST_AUTO_TEST_CASE(gradients_equal_those_of_a_pass_to_the_states) {
  Generator generator(1);
  const Loop loop(float64);
  const Tensor input = randn({9, 3, 2}, float64, generator);
  std::vector<Tensor> h, c;
  nn::State state;
  for (const Tensor& x : unbind(input)) {
    state = loop.cell(x, state);
    h.push_back(state.h);
    c.push_back(state.c);
  }
  c.pop_back();  // read by the last h alone, within its step
  std::vector<Tensor> states = h;
  states.insert(states.end(), c.begin(), c.end());
  const auto gradients = grad({mean(square(stack(h)))}, states);

  nn::GradientFlow flow;
  loop.loss(input, &flow).backward();
  const auto report = flow.report();
  const auto measured = report.layers[0].states;
  BOOST_TEST(measured[0].name == "h");
  BOOST_TEST(measured[1].name == "c");
  for (std::size_t i = 0; i < states.size(); ++i) {
    const bool is_h = i < h.size();
    const double expected = std::sqrt(sum(square(gradients[i])).item<double>());
    const double norm = is_h ? measured[0].gradient[i] : measured[1].gradient[i - h.size()];
    BOOST_TEST(relative(norm, expected) < 1e-14);
  }
  BOOST_TEST(std::isnan(measured[1].gradient.back()));
  BOOST_TEST(std::isnan(measured[1].jacobian.back()));
  BOOST_TEST(measured[1].jacobian[0] > 0);
}

BOOST_AUTO_TEST_CASE(random_signs_estimate_the_jacobians_of_many_units) {
  const auto jacobian = [](Index passes) {
    nn::GradientFlow flow({.passes = passes});
    Generator generator(1);
    const nn::RNNCell cell({.input_size = 1, .hidden_size = 80}, generator);
    const Tensor input = randn({2, 1}, float32, generator);
    nn::State state;
    for (Index time = 0; time < 10; ++time) {
      state = cell(input, state);
      flow.observe({0, 0, time, {state.h}, {}});
    }
    sum(state.h).backward();
    BOOST_TEST(flow.report().exact == (passes != 64));
    return flow.report().layers[0].states[0].jacobian;
  };
  const auto exact = jacobian(80), estimated = jacobian(64), same = jacobian(64);
  BOOST_TEST(estimated == same);
  for (std::size_t t = 0; t < 10; ++t) BOOST_TEST(relative(estimated[t], exact[t]) < 0.2);
  for (const double value : jacobian(0)) BOOST_TEST(std::isnan(value));
}

BOOST_AUTO_TEST_CASE(observing_keeps_gradients_bitwise) {
  Generator generator(1);
  for (const DType dtype : {float32, float64}) {
    const Loop loop(dtype);
    const Tensor input = randn({20, 3, 2}, dtype, generator);
    const auto gradients = [&](nn::GradientFlow* flow) {
      loop.cell.zero_grad();
      loop.loss(input, flow).backward();
      std::vector<std::vector<double>> found;
      for (const Tensor& parameter : loop.cell.parameters())
        found.push_back(test::values(to(parameter.grad(), float64)));
      return found;
    };
    nn::GradientFlow flow, without({.passes = 0});
    const auto alone = gradients(nullptr);
    BOOST_TEST(gradients(&flow) == alone);
    BOOST_TEST(gradients(&without) == alone);
    BOOST_TEST(gradients(&flow) == alone);  // another run
  }
}

BOOST_AUTO_TEST_CASE(graphs_are_freed_with_the_flow_and_with_the_next_run) {
  const Loop loop(float32);
  const Tensor input = randn({5, 2, 2});
  loop.loss(input, nullptr).backward();
  const auto live = live_counts().bytes;
  {
    nn::GradientFlow flow;
    loop.loss(input, &flow).backward();
    const auto held = live_counts().bytes;
    for (int run = 0; run < 3; ++run) loop.loss(input, &flow).backward();
    BOOST_TEST(live_counts().bytes == held);
    loop.loss(input, &flow);  // without a pass
  }
  BOOST_TEST(live_counts().bytes == live);
}

BOOST_AUTO_TEST_CASE(a_flow_may_be_destroyed_before_the_backward_pass) {
  const Loop loop(float32);
  Tensor loss;
  {
    nn::GradientFlow flow;
    loss = loop.loss(randn({5, 2, 2}), &flow);
  }
  loss.backward();
  BOOST_TEST(loop.cell.parameters()[0].grad().defined());
}

BOOST_AUTO_TEST_CASE(steps_that_do_not_reach_the_loss_have_gradient_zero) {
  nn::GradientFlow flow;
  Tensor h = ones({1, 2}).requires_grad_(), read;
  for (Index time = 0; time < 6; ++time) {
    h = mul(h, 2);
    if (time == 3) read = h;
    flow.observe({0, 0, time, {h}, {}});
  }
  sum(read).backward();
  const nn::StateFlow states = flow.report().layers[0].states[0];
  for (std::size_t t = 0; t < 6; ++t) {
    const double left = t <= 3 ? std::pow(2, 3.0 - static_cast<double>(t)) : 0;
    BOOST_TEST(relative(1 + states.gradient[t], 1 + left * std::sqrt(2)) < 1e-15);
    const double jacobian = std::pow(2, 5.0 - static_cast<double>(t)) * std::sqrt(2);
    BOOST_TEST(relative(states.jacobian[t], jacobian) < 1e-15);
  }
}

BOOST_AUTO_TEST_CASE(reports_separate_directions_layers_and_runs) {
  nn::GradientFlow flow;
  for (const Index steps : {7, 4}) {  // of which the first run is forgotten
    Tensor total = zeros({});
    for (const Index layer : {0, 1})
      for (const Index direction : {0, 1}) {
        Tensor h = ones({1, 1}).requires_grad_();
        for (Index i = 0; i < steps; ++i) {
          h = mul(h, static_cast<double>(2 + 2 * layer + direction));
          flow.observe({layer, direction, direction == 0 ? i : steps - 1 - i, {h}, {}});
        }
        total = add(total, sum(h));
      }
    total.backward();
  }
  const nn::FlowReport report = flow.report();
  BOOST_TEST_REQUIRE(report.layers.size() == 4u);
  for (const nn::LayerFlow& flows : report.layers) {
    const double factor = static_cast<double>(2 + 2 * flows.layer + flows.direction);
    const std::vector<double> falling = {std::pow(factor, 3), factor * factor, factor, 1};
    const std::vector<double> rising(falling.rbegin(), falling.rend());
    BOOST_TEST(flows.states[0].gradient == (flows.direction == 0 ? falling : rising));
  }
}

BOOST_AUTO_TEST_CASE(runs_under_no_grad_are_not_reported) {
  const Loop loop(float32);
  nn::GradientFlow flow;
  loop.loss(randn({5, 2, 2}), &flow).backward();
  {
    const NoGrad no_grad;
    loop.loss(randn({9, 2, 2}), &flow);
  }
  BOOST_TEST(flow.report().layers[0].states[0].gradient.size() == 5u);
}

BOOST_AUTO_TEST_CASE(gates_are_saturated_near_their_ends) {
  const Array f = test::array<float>({1, 8}, {0, 0.04f, 0.06f, 0.5f, 0.94f, 0.96f, 1, 0.5f});
  const Array o = test::array<double>({1, 2}, {0.5, 0.99});
  nn::GradientFlow flow;
  const Tensor h = mul(ones({1, 8}).requires_grad_(), 2);
  flow.observe({0, 0, 0, {h}, {{"f", f}, {"o", o}}});
  sum(h).backward();
  const auto gates = flow.report().layers[0].gates;
  BOOST_TEST_REQUIRE(gates.size() == 2u);
  BOOST_TEST(gates[0].name == "f");
  BOOST_TEST(gates[1].name == "o");
  BOOST_TEST(gates[0].saturated == std::vector<double>{0.5});
  BOOST_TEST(gates[1].saturated == std::vector<double>{0.5});
}

BOOST_AUTO_TEST_CASE(updates_are_measured_against_weights) {
  const StateDict before = {{"a", tensor({3.0, 4.0})}, {"b", tensor({0.0})}, {"n", tensor({1})}};
  const StateDict after = {
      {"a", tensor({3.0, 4.5})}, {"b", tensor({0.0})}, {"n", tensor({2})}, {"new", tensor({1.0})}};
  const auto ratios = nn::update_ratios(before, after);
  BOOST_TEST_REQUIRE(ratios.size() == 2u);
  BOOST_TEST(ratios[0].first == "a");
  BOOST_TEST(ratios[1].first == "b");
  BOOST_TEST(ratios[0].second == 0.1);
  BOOST_TEST(ratios[1].second == 0);
}

BOOST_AUTO_TEST_CASE(report_without_a_backward_pass_is_an_error) {
  nn::GradientFlow flow(kNoJacobians);
  BOOST_CHECK_EXCEPTION(flow.report(), ValueError, says("GradientFlow: no step was recorded"));
  const Tensor h = decay(1, 2, float32, flow);
  BOOST_CHECK_EXCEPTION(flow.report(), ValueError,
                        says("GradientFlow: no backward pass has come to a step"));
  sum(h).backward();
  BOOST_TEST(flow.report().layers.size() == 1u);
  BOOST_CHECK_EXCEPTION(nn::GradientFlow({.passes = -1}), ValueError,
                        says("GradientFlow: passes is -1, must not be negative"));
}

BOOST_AUTO_TEST_SUITE_END()
