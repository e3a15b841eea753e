// AnomalyMode: the first non-finite value by operation, module and time step.
#include <xgrad/autograd/diagnostics/anomaly.hpp>
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/nn.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/misuse.hpp"
#include <limits>

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(anomaly_mode)

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

template <class Action>
std::string numeric_error_of(const Action& action) {
  try {
    action();
  } catch (const NumericError& error) {
    return error.what();
  }
  return "no NumericError";
}

struct Head : nn::Module<Head> {
  nn::Linear linear = register_module("linear", nn::Linear(2, 2, {.dtype = float64}));
  Tensor forward(const Tensor& x) const { return sum(log(linear(x) * 0 - 1)); }
};

// Two layers in both directions of one unit each, h' = relu(0.5 x + u h) with u = 0 except for one
// weight u = 1e100.
nn::RNN growing_rnn(const std::string& large_weight) {
  const nn::CellVariant<nn::cells::RNN> relu_cell = {nn::Nonlinearity::relu};
  const nn::RecurrentOptions options = {
      .input_size = 1, .hidden_size = 1, .num_layers = 2, .bidirectional = true, .dtype = float64};
  const nn::RNN rnn(options, relu_cell);
  for (const auto& [name, parameter] : rnn.named_parameters()) {
    const double value = name == large_weight ? 1e100 : name.starts_with("weight_ih") ? 0.5 : 0;
    parameter.set_data(full(parameter.shape(), value, float64));
  }
  return rnn;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_forward_operation_is_named) {
  const Tensor x = tensor({{1.0, 2.0}, {-1.0, -3.0}}, float64).requires_grad_();
  BOOST_TEST(log(x).defined());  // off
  const AnomalyMode mode;
  check_message([&] { log(x); },
                "log: the result float64 [2, 2] is the first anomaly: 2 of 4 elements are not "
                "finite, the first, at [1, 0], is");
  check_message([&] { div(x, 0.0); }, "div: the result");
  BOOST_TEST(exp(x).defined());
}

BOOST_AUTO_TEST_CASE(the_path_of_the_module_is_named) {
  const Head model;
  const AnomalyMode mode;
  const std::string message = numeric_error_of([&] { model(ones({1, 2}, float64)); });
  BOOST_TEST(contains(message, "model (Head): log: the result"), message);
}

BOOST_AUTO_TEST_CASE(infinities_are_allowed_by_option) {
  const Tensor x = tensor({0.0, 1.0}, float64).requires_grad_();
  const AnomalyMode mode({.infinities = false});
  BOOST_TEST(log(x).to_vector<double>()[0] == -kInfinity);
  check_message([&] { log(x - 1); }, "log: the result");
}

BOOST_AUTO_TEST_CASE(the_backward_operation_is_named) {
  const Tensor x = tensor({0.0, 4.0}, float64).requires_grad_();
  const Tensor loss = sum(sqrt(x));
  {
    const AnomalyMode mode;
    check_message([&] { loss.backward({}, {.retain_graph = true}); },
                  "the backward pass of 'sqrt': the gradient float64 [2] for input 0 is the first "
                  "anomaly: 1 of 2 elements is not finite, the first, at [0], is inf");
  }
  BOOST_TEST(!x.grad().defined());  // a failed pass changes no gradient
  loss.backward();
  BOOST_TEST(x.grad().to_vector<double>()[0] == kInfinity);
}

BOOST_AUTO_TEST_CASE(gradients_from_outside_are_not_blamed_on_an_operation) {
  const Tensor x = tensor({1.0, 4.0}, float64).requires_grad_();
  const AnomalyMode mode;
  check_message(
      [&] {
        sqrt(x).backward(tensor({1.0, kInfinity}, float64));
      },
      "backward: the gradient float64 [2] that arrives at 'sqrt' is the first anomaly");
  const Tensor y = exp(x);
  const auto handle = y.register_hook([](const Tensor& g) { return g * 0 + kInfinity; });
  check_message([&] { sum(y).backward(); },
                "backward: the gradient float64 [2] that arrives at 'exp'");
}

BOOST_AUTO_TEST_CASE(recorded_passes_are_checked) {
  const Tensor x = tensor({1e-300, 4.0}, float64).requires_grad_();
  const AnomalyMode mode;
  const Tensor first = grad(sum(sqrt(x)), x, {.create_graph = true});
  const std::string message = numeric_error_of([&] { grad(sum(first), x); });
  BOOST_TEST(contains(message, "the first anomaly"), message);
}

BOOST_AUTO_TEST_CASE(a_recurrent_layer_names_layer_direction_and_time_step) {
  const Tensor input = ones({6, 1, 1}, float64);
  for (const std::string direction : {"", "_reverse"}) {
    const nn::RNN rnn = growing_rnn("weight_hh_l0" + direction);  // h is 0.5, 5e99, ... 5e299, inf
    const AnomalyMode mode;
    const std::string message = numeric_error_of([&] { rnn(input); });
    const std::string step = direction.empty() ? "layer 0, forward in time, time step 4): "
                                               : "layer 0, backward in time, time step 1): ";
    BOOST_TEST(contains(message, step), message);
  }
  const nn::RNN rnn = growing_rnn("weight_hh_l1");
  const AnomalyMode mode;
  const std::string message = numeric_error_of([&] { rnn(input); });
  BOOST_TEST(contains(message, "(layer 1, forward in time, time step 4): "), message);
}

BOOST_AUTO_TEST_CASE(the_backward_pass_names_the_time_step) {
  const nn::RNN rnn = growing_rnn("weight_hh_l0");
  // h is 5e-301, ... 5e199, and its gradients are 1, ... 1e300, inf at time steps 5 to 1.
  const Tensor input = full({6, 1, 1}, 1e-300, float64);
  const AnomalyMode mode;
  const Tensor h = select(rnn(input).output, 0, 5);
  const std::string message = numeric_error_of([&] { sum(h).backward(); });
  BOOST_TEST(contains(message, "the backward pass of '"), message);
  BOOST_TEST(contains(message, "(layer 0, forward in time, time step 2)"), message);
}

BOOST_AUTO_TEST_CASE(values_and_gradients_are_those_without_the_mode) {
  const nn::LSTM lstm({.input_size = 2, .hidden_size = 3, .dtype = float64});
  const Tensor input = randn({7, 2, 2}, float64);
  const auto gradients = [&] {
    std::vector<Tensor> parameters;
    for (const auto& parameter : lstm.parameters()) parameters.push_back(parameter);
    return grad({sum(square(lstm(input).output))}, parameters);
  };
  const std::vector<Tensor> expected = gradients();
  const AnomalyMode mode;
  BOOST_TEST(close(gradients(), expected, {.absolute = 1e-14}));
}

BOOST_AUTO_TEST_SUITE_END()
