// RNN, LSTM and GRU against PyTorch's values and gradients, and against independent references.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/recurrent.hpp>

#include <boost/test/unit_test.hpp>

#include "golden/gru.hpp"
#include "golden/lstm.hpp"
#include "golden/lstm_projected.hpp"
#include "golden/recurrent_options.hpp"
#include "golden/recurrent_reference.hpp"
#include "golden/rnn_relu.hpp"
#include "golden/rnn_tanh.hpp"
#include "recurrent/golden_recurrent.hpp"

using namespace xgrad;
using test::check_recurrent;

BOOST_AUTO_TEST_SUITE(recurrent)

namespace {

constexpr nn::RecurrentOptions kTwoWays = {
    .input_size = 3, .hidden_size = 4, .num_layers = 2, .bidirectional = true};

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

}  // namespace

BOOST_AUTO_TEST_CASE(rnn_matches_pytorch) {
  check_recurrent<nn::cells::RNN>(kTwoWays, golden::rnn_tanh::results, {3, 2, 3});
  check_recurrent<nn::cells::RNN>(kTwoWays, golden::rnn_relu::results, {3, 2, 3},
                                  {.nonlinearity = nn::Nonlinearity::relu});
}

BOOST_AUTO_TEST_CASE(lstm_matches_pytorch) {
  check_recurrent<nn::cells::LSTM>(kTwoWays, golden::lstm::results, {3, 2, 3});
}

BOOST_AUTO_TEST_CASE(gru_that_keeps_equals_pytorch) {
  check_recurrent<nn::cells::GRU>(kTwoWays, golden::gru::results, {3, 2, 3},
                                  {.update_gate = nn::UpdateGate::keep});
}

BOOST_AUTO_TEST_CASE(projected_lstm_matches_pytorch) {
  namespace expected = golden::lstm_projected;
  nn::RecurrentOptions options = {.input_size = 3, .hidden_size = 4, .proj_size = 2};
  check_recurrent<nn::cells::LSTM>(options, expected::one_layer::results, {7, 4, 3});
  options.num_layers = 2;
  check_recurrent<nn::cells::LSTM>(options, expected::two_layers::results, {7, 4, 3});
  options.bidirectional = true;
  check_recurrent<nn::cells::LSTM>(options, expected::both_directions::results, {7, 4, 3});
}

BOOST_AUTO_TEST_CASE(batch_first_and_unbatched_layouts_match_pytorch) {
  namespace expected = golden::recurrent_options;
  check_recurrent<nn::cells::LSTM>({.input_size = 3, .hidden_size = 4, .batch_first = true},
                                   expected::lstm_batch_first::results, {4, 7, 3});
  check_recurrent<nn::cells::GRU>({.input_size = 3, .hidden_size = 4},
                                  expected::gru_unbatched::results, {7, 3},
                                  {.update_gate = nn::UpdateGate::keep});
}

BOOST_AUTO_TEST_CASE(layers_without_bias_match_pytorch) {
  namespace expected = golden::recurrent_options;
  const nn::RecurrentOptions options = {.input_size = 3, .hidden_size = 4, .bias = false};
  check_recurrent<nn::cells::RNN>(options, expected::rnn_relu_without_bias::results, {7, 4, 3},
                                  {.nonlinearity = nn::Nonlinearity::relu});
  check_recurrent<nn::cells::LSTM>(options, expected::lstm_without_bias::results, {7, 4, 3});
  check_recurrent<nn::cells::GRU>(options, expected::gru_without_bias::results, {7, 4, 3},
                                  {.update_gate = nn::UpdateGate::keep});
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
    BOOST_TEST(test::close(output, ramp::output, {.absolute = 1e-13}));
    BOOST_TEST(test::close(state.h, ramp::h_n, {.absolute = 1e-13}));
    BOOST_TEST(test::close(state.c, ramp::c_n, {.absolute = 1e-13}));
  }
  const nn::LSTM lstm({.input_size = 2, .hidden_size = 3, .dtype = float64});
  set_waves(lstm);
  const auto [output, state] = lstm(digits());
  BOOST_TEST(test::close(state.h, waves::h_n, {.absolute = 1e-13}));
  BOOST_TEST(test::close(state.c, waves::c_n, {.absolute = 1e-13}));
}

BOOST_AUTO_TEST_CASE(gru_equals_the_reference_in_both_forms) {
  namespace waves = golden::recurrent_reference::gru_waves;
  const nn::GRU keep({.input_size = 2, .hidden_size = 3, .dtype = float64},
                     {.update_gate = nn::UpdateGate::keep});
  set_waves(keep);
  BOOST_TEST(test::close(keep(digits()).state.h, waves::h_n, {.absolute = 1e-13}));

  // The other form with the rows of z negated.
  const nn::GRU replace({.input_size = 2, .hidden_size = 3, .dtype = float64});
  StateDict state;
  for (const auto& [name, tensor] : keep.state_dict()) {
    const auto blocks = chunk(tensor, 3);
    state.emplace(name, cat({blocks[0], neg(blocks[1]), blocks[2]}));
  }
  replace.load_state_dict(state, {.from = nn::Convention::xgrad});
  BOOST_TEST(test::close(replace(digits()).state.h, waves::h_n, {.absolute = 1e-13}));
}

BOOST_AUTO_TEST_SUITE_END()
