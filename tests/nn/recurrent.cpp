// RNN, LSTM and GRU against PyTorch's values and gradients, and against independent references.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/recurrent.hpp>

#include <boost/test/unit_test.hpp>

#include "golden/gru.hpp"
#include "golden/lstm.hpp"
#include "golden/recurrent_reference.hpp"
#include "golden/rnn_relu.hpp"
#include "golden/rnn_tanh.hpp"
#include "nn/golden.hpp"

using namespace xgrad;

namespace {

// What a golden header holds for a layer.
struct Golden {
  std::span<const double> output, h_n, c_n, grad_input, grad_h_0, grad_c_0;
  std::span<const golden::Named> grad_parameters;
};

const Golden kRnnTanh = {golden::rnn_tanh::output,         golden::rnn_tanh::h_n,      {},
                         golden::rnn_tanh::grad_input,     golden::rnn_tanh::grad_h_0, {},
                         golden::rnn_tanh::grad_parameters};
const Golden kRnnRelu = {golden::rnn_relu::output,         golden::rnn_relu::h_n,      {},
                         golden::rnn_relu::grad_input,     golden::rnn_relu::grad_h_0, {},
                         golden::rnn_relu::grad_parameters};
const Golden kLstm = {golden::lstm::output,         golden::lstm::h_n,      golden::lstm::c_n,
                      golden::lstm::grad_input,     golden::lstm::grad_h_0, golden::lstm::grad_c_0,
                      golden::lstm::grad_parameters};
const Golden kGru = {golden::gru::output,         golden::gru::h_n,      {},
                     golden::gru::grad_input,     golden::gru::grad_h_0, {},
                     golden::gru::grad_parameters};

constexpr nn::RecurrentOptions kOptions = {
    .input_size = 3, .hidden_size = 4, .num_layers = 2, .bidirectional = true, .dtype = float64};

// The golden programs: parameters, inputs and loss follow the recipe.
void check(const nn::RecurrentBase& layer, const Golden& expected, DType dtype, double tolerance) {
  double phase = 0;
  for (const Tensor& parameter : layer.parameters()) {
    parameter.set_data(to(test::recipe(phase++, parameter.shape()), dtype));
  }
  const auto leaf = [dtype](double at, const Shape& shape) {
    return Tensor(to(test::recipe(at, shape), dtype)).requires_grad_();
  };
  const Tensor x = leaf(100, {3, 2, 3}), h_0 = leaf(101, {4, 2, 4}), c_0 = leaf(102, {4, 2, 4});
  const bool has_c = !expected.c_n.empty();
  const auto [output, state] = layer.forward(x, {h_0, has_c ? c_0 : Tensor()});
  BOOST_TEST(test::distance(output, expected.output) < tolerance);
  BOOST_TEST(test::distance(state.h, expected.h_n) < tolerance);
  if (has_c) BOOST_TEST(test::distance(state.c, expected.c_n) < tolerance);

  const auto weighted = [dtype](const Tensor& value, double at) {
    return sum(mul(value, to(test::recipe(at, value.shape()), dtype)));
  };
  Tensor loss = add(weighted(output, 200), weighted(state.h, 201));
  if (has_c) loss = add(loss, weighted(state.c, 202));
  loss.backward();
  BOOST_TEST(test::distance(x.grad(), expected.grad_input) < tolerance);
  BOOST_TEST(test::distance(h_0.grad(), expected.grad_h_0) < tolerance);
  if (has_c) BOOST_TEST(test::distance(c_0.grad(), expected.grad_c_0) < tolerance);
  const auto named = layer.named_parameters();
  BOOST_TEST_REQUIRE(named.size() == expected.grad_parameters.size());
  for (std::size_t i = 0; i < named.size(); ++i) {
    BOOST_TEST(named[i].first == expected.grad_parameters[i].name);
    BOOST_TEST(test::distance(named[i].second.grad(), expected.grad_parameters[i].values) <
               tolerance);
  }
}

template <class Layer>
Layer made(nn::RecurrentOptions options, DType dtype) {
  options.dtype = dtype;
  return Layer(options);
}

// The parameters of the references "waves": cosines, sines, and biases that repeat.
void set_waves(const nn::RecurrentBase& layer) {
  const std::vector<Tensor> p = layer.parameters();
  const auto ramp = [](const Tensor& like) {
    return reshape(arange(0.0, static_cast<double>(like.numel()), 1.0, float64), like.shape());
  };
  p[0].set_data(cos(ramp(p[0])));
  p[1].set_data(sin(ramp(p[1])));
  const double repeated[] = {-1, 1, -0.5, 2};
  std::vector<double> bias;
  for (Index i = 0; i < p[2].numel(); ++i) bias.push_back(repeated[i % 4]);
  p[2].set_data(from_vector(bias));
  p[3].set_data(cos(from_vector(bias)));
}

// The input of those references: (s, s / 2) for each digit.
Tensor digits() {
  std::vector<double> values;
  for (const double s : {3, 1, 4, 1, 5, 9, 2}) values.insert(values.end(), {s, s / 2});
  return from_vector(values, {7, 1, 2});
}

void check_both_dtypes(const auto& make, const Golden& expected) {
  check(make(float64), expected, float64, 1e-13);
  check(make(float32), expected, float32, 2e-6);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(recurrent)

BOOST_AUTO_TEST_CASE(rnn_equals_pytorch) {
  check_both_dtypes([](DType dtype) { return made<nn::RNN>(kOptions, dtype); }, kRnnTanh);
  nn::RecurrentOptions relu = kOptions;
  relu.nonlinearity = nn::Nonlinearity::relu;
  check_both_dtypes([&](DType dtype) { return made<nn::RNN>(relu, dtype); }, kRnnRelu);
}

BOOST_AUTO_TEST_CASE(lstm_equals_pytorch) {
  check_both_dtypes([](DType dtype) { return made<nn::LSTM>(kOptions, dtype); }, kLstm);
}

BOOST_AUTO_TEST_CASE(gru_that_keeps_equals_pytorch) {
  nn::RecurrentOptions keep = kOptions;
  keep.update_gate = nn::UpdateGate::keep;
  check_both_dtypes([&](DType dtype) { return made<nn::GRU>(keep, dtype); }, kGru);
}

BOOST_AUTO_TEST_CASE(lstm_equals_the_references) {
  namespace ramp = golden::recurrent_reference::lstm_ramp;
  namespace waves = golden::recurrent_reference::lstm_waves;
  {
    const nn::LSTM lstm({.input_size = 2, .hidden_size = 2, .dtype = float64});
    for (const Tensor& p : lstm.parameters()) {
      p.set_data(reshape(div(arange(0.0, static_cast<double>(p.numel()), 1.0, float64),
                             static_cast<double>(p.numel())),
                         p.shape()));
    }
    const Tensor x = reshape(div(arange(24.0, 0.0, -1.0, float64), 24.0), {3, 4, 2});
    const auto [output, state] = lstm(x);
    BOOST_TEST(test::distance(output, ramp::output) < 1e-13);
    BOOST_TEST(test::distance(state.h, ramp::h_n) < 1e-13);
    BOOST_TEST(test::distance(state.c, ramp::c_n) < 1e-13);
  }
  const nn::LSTM lstm({.input_size = 2, .hidden_size = 3, .dtype = float64});
  set_waves(lstm);
  const auto [output, state] = lstm(digits());
  BOOST_TEST(test::distance(state.h, waves::h_n) < 1e-13);
  BOOST_TEST(test::distance(state.c, waves::c_n) < 1e-13);
}

BOOST_AUTO_TEST_CASE(gru_equals_the_reference_in_both_forms) {
  namespace waves = golden::recurrent_reference::gru_waves;
  const nn::GRU keep(
      {.input_size = 2, .hidden_size = 3, .dtype = float64, .update_gate = nn::UpdateGate::keep});
  set_waves(keep);
  BOOST_TEST(test::distance(keep(digits()).state.h, waves::h_n) < 1e-13);

  // The definition's form with the rows of z negated.
  const nn::GRU replace({.input_size = 2, .hidden_size = 3, .dtype = float64});
  StateDict state = keep.state_dict();
  for (auto& [name, tensor] : state) {
    const auto blocks = chunk(tensor, 3);
    tensor = cat({blocks[0], neg(blocks[1]), blocks[2]});
  }
  replace.load_state_dict(state);
  BOOST_TEST(test::distance(replace(digits()).state.h, waves::h_n) < 1e-13);
}

BOOST_AUTO_TEST_SUITE_END()
