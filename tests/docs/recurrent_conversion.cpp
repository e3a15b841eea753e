// The code that docs/recurrent.md quotes about weights of other libraries.
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "nn/golden.hpp"
#include "support/temporary_directory.hpp"

using namespace xgrad;
using test::close;
using test::recipe;

BOOST_AUTO_TEST_SUITE(recurrent_page)

namespace {

constexpr test::Tolerance kFloat64Rounding{.absolute = 1e-14};  // of float64 numbers below 1

// Blocks of rows in another order: block i is block order[i] of x.
Tensor reordered(const Tensor& x, const std::vector<std::size_t>& order) {
  const std::vector<Tensor> blocks = chunk(x, static_cast<Index>(order.size()));
  std::vector<Tensor> moved;
  for (const std::size_t place : order) moved.push_back(blocks[place]);
  return cat(moved);
}

// Kernels [input, 4 * units] and [units, 4 * units], a bias [4 * units].
StateDict lstm_from_keras(const Tensor& kernel, const Tensor& recurrent, const Tensor& bias) {
  return {{"weight_ih_l0", transpose(kernel, 0, 1)},  // i, f, c, o: our order
          {"weight_hh_l0", transpose(recurrent, 0, 1)},
          {"bias_ih_l0", bias},
          {"bias_hh_l0", zeros_like(bias)}};
}

// Kernels [input, 3 * units] and [units, 3 * units], biases [2, 3 * units]; UpdateGate::keep.
StateDict gru_from_keras(const Tensor& kernel, const Tensor& recurrent, const Tensor& biases) {
  const auto ours = [](const Tensor& rows) { return reordered(rows, {1, 0, 2}); };  // z, r, h
  return {{"weight_ih_l0", ours(transpose(kernel, 0, 1))},
          {"weight_hh_l0", ours(transpose(recurrent, 0, 1))},
          {"bias_ih_l0", ours(select(biases, 0, 0))},
          {"bias_hh_l0", ours(select(biases, 0, 1))}};
}

// W [1, 4 * hidden, input], R [1, 4 * hidden, hidden], B [1, 8 * hidden].
StateDict lstm_from_onnx(const Tensor& w, const Tensor& r, const Tensor& b) {
  const auto ours = [](const Tensor& rows) { return reordered(rows, {0, 2, 3, 1}); };  // i, o, f, c
  const std::vector<Tensor> biases = chunk(select(b, 0, 0), 2);
  return {{"weight_ih_l0", ours(select(w, 0, 0))},
          {"weight_hh_l0", ours(select(r, 0, 0))},
          {"bias_ih_l0", ours(biases[0])},
          {"bias_hh_l0", ours(biases[1])}};
}

// One step from x, h and c is compared with the equations that the other library documents.
struct OneStep {
  Tensor x = recipe(1, {2, 3}), h = recipe(2, {2, 4}), c = recipe(3, {2, 4});
  Tensor input = unsqueeze(x, 0);
  nn::State before = {.h = unsqueeze(h, 0), .c = unsqueeze(c, 0)};
};

}  // namespace

// torch.manual_seed(1); gru = torch.nn.GRU(2, 3)
// safetensors.torch.save_file(gru.state_dict(), "gru.safetensors")
// gru(torch.ones(3, 1, 2))[1].flatten().tolist()
BOOST_AUTO_TEST_CASE(a_gru_of_pytorch) {
  const double expected[] = {-0.5651979446411133, 0.40377330780029297, 0.029210150241851807};
  const test::TemporaryDirectory directory;
  const std::string path = directory / "gru.safetensors";
  Generator seed(1);  // PyTorch's weights for this seed
  StateDict of_pytorch = nn::GRU({.input_size = 2, .hidden_size = 3}, seed).state_dict();
  of_pytorch.metadata.clear();  // PyTorch does not write what z = 1 means
  write_state(path, of_pytorch);

  // Converted: in this GRU z = 1 replaces the state.
  const nn::GRU gru({.input_size = 2, .hidden_size = 3});
  nn::load(gru, path, {.from = nn::Convention::pytorch});

  // As it is, in a GRU with PyTorch's meaning of z.
  const nn::GRU keep({.input_size = 2, .hidden_size = 3}, {.update_gate = nn::UpdateGate::keep});
  nn::load(keep, path, {.from = nn::Convention::pytorch});

  // And back.
  nn::save(gru, path, {.to = nn::Convention::pytorch});

  const Tensor input = ones({3, 1, 2});
  BOOST_TEST(close(keep(input).state.h, expected, {.absolute = 1e-6}));
  BOOST_TEST(close(gru(input).state.h, expected, {.absolute = 1e-6}));
}

BOOST_FIXTURE_TEST_CASE(an_lstm_of_keras, OneStep) {
  const Tensor kernel = recipe(4, {3, 16}), recurrent = recipe(5, {4, 16}), bias = recipe(6, {16});
  const nn::LSTM lstm({.input_size = 3, .hidden_size = 4, .dtype = float64});
  lstm.load_state_dict(lstm_from_keras(kernel, recurrent, bias));

  const auto gates = chunk(matmul(x, kernel) + matmul(h, recurrent) + bias, 4, 1);
  const Tensor next_c = sigmoid(gates[1]) * c + sigmoid(gates[0]) * tanh(gates[2]);
  const Tensor next_h = sigmoid(gates[3]) * tanh(next_c);
  BOOST_TEST(close(lstm(input, before).output, unsqueeze(next_h, 0), kFloat64Rounding));
}

BOOST_FIXTURE_TEST_CASE(a_gru_of_keras, OneStep) {
  const Tensor kernel = recipe(4, {3, 12}), recurrent = recipe(5, {4, 12});
  const Tensor biases = recipe(6, {2, 12});
  const nn::GRU gru({.input_size = 3, .hidden_size = 4, .dtype = float64},
                    {.update_gate = nn::UpdateGate::keep});
  gru.load_state_dict(gru_from_keras(kernel, recurrent, biases), {.from = nn::Convention::pytorch});

  const auto of_x = chunk(matmul(x, kernel) + select(biases, 0, 0), 3, 1);
  const auto of_h = chunk(matmul(h, recurrent) + select(biases, 0, 1), 3, 1);
  const Tensor z = sigmoid(of_x[0] + of_h[0]), r = sigmoid(of_x[1] + of_h[1]);
  const Tensor next = z * h + (1.0 - z) * tanh(of_x[2] + r * of_h[2]);
  before.c = {};
  BOOST_TEST(close(gru(input, before).output, unsqueeze(next, 0), kFloat64Rounding));
}

BOOST_FIXTURE_TEST_CASE(an_lstm_of_onnx, OneStep) {
  const Tensor w = recipe(4, {1, 16, 3}), r = recipe(5, {1, 16, 4}), b = recipe(6, {1, 32});
  const nn::LSTM lstm({.input_size = 3, .hidden_size = 4, .dtype = float64});
  lstm.load_state_dict(lstm_from_onnx(w, r, b));

  const auto biases = chunk(select(b, 0, 0), 2);
  const auto gates = chunk(matmul(x, transpose(select(w, 0, 0), 0, 1)) + biases[0] +
                               matmul(h, transpose(select(r, 0, 0), 0, 1)) + biases[1],
                           4, 1);
  const Tensor next_c = sigmoid(gates[2]) * c + sigmoid(gates[0]) * tanh(gates[3]);
  const Tensor next_h = sigmoid(gates[1]) * tanh(next_c);
  BOOST_TEST(close(lstm(input, before).output, unsqueeze(next_h, 0), kFloat64Rounding));
}

BOOST_FIXTURE_TEST_CASE(a_forget_gate_with_a_one_at_run_time, OneStep) {
  const Tensor bias = recipe(6, {16});
  const Tensor one_for_f = cat({zeros({4}, float64), ones({4}, float64), zeros({8}, float64)});
  const Tensor bias_ih = bias + one_for_f;  // of the blocks i, f, g, o; bias_hh becomes 0
  const nn::LSTM lstm({.input_size = 3, .hidden_size = 4, .dtype = float64});
  StateDict weights = lstm.state_dict();
  weights.at("bias_ih_l0") = bias_ih;
  weights.at("bias_hh_l0") = zeros_like(bias);
  lstm.load_state_dict(weights);

  const auto gates = chunk(matmul(x, transpose(weights.at("weight_ih_l0"), 0, 1)) +
                               matmul(h, transpose(weights.at("weight_hh_l0"), 0, 1)) + bias,
                           4, 1);
  const Tensor next = sigmoid(gates[1] + 1.0) * c + sigmoid(gates[0]) * tanh(gates[2]);
  BOOST_TEST(close(lstm(input, before).state.c, unsqueeze(next, 0), kFloat64Rounding));
}

// By how much the output changes when both biases are put into one.
template <class Layer>
double change_with_summed_biases(const Layer& layer) {
  const Tensor input = recipe(1, {3, 2, 3});
  const Tensor expected = layer(input).output.detach();
  StateDict weights = layer.state_dict();
  weights.at("bias_ih_l0") = weights.at("bias_ih_l0") + weights.at("bias_hh_l0");
  weights.at("bias_hh_l0") = zeros_like(weights.at("bias_hh_l0"));
  layer.load_state_dict(weights);
  return max(abs(layer(input).output - expected)).template item<double>();
}

BOOST_AUTO_TEST_CASE(which_biases_may_be_summed) {
  const nn::RecurrentOptions options = {.input_size = 3, .hidden_size = 4, .dtype = float64};
  BOOST_TEST(change_with_summed_biases(nn::RNN(options)) < kFloat64Rounding.absolute);
  BOOST_TEST(change_with_summed_biases(nn::LSTM(options)) < kFloat64Rounding.absolute);
  BOOST_TEST(change_with_summed_biases(nn::GRU(options)) > 1e-3);
  BOOST_TEST(change_with_summed_biases(nn::GRU(options, {.reset_after = false})) <
             kFloat64Rounding.absolute);
}

BOOST_AUTO_TEST_SUITE_END()
