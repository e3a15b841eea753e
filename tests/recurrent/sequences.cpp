// What must hold for sequences whatever the weights: layouts, class indices, biases, memory, and
// cells of one's own.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/cell.hpp>
#include <xgrad/nn/layers/dropout.hpp>
#include <xgrad/nn/recurrent.hpp>
#include <xgrad/nn/recurrent/cells/rnn.hpp>

#include <boost/test/unit_test.hpp>

#include "nn/golden.hpp"
#include "recurrent/own_cell.hpp"

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(sequences)

namespace {

// Sums of at most a hundred terms of size one, in another order.
constexpr test::Tolerance kRounding{.absolute = 1e-14};

template <class Layer>
void load(const Layer& to, const std::vector<Tensor>& from) {
  const std::vector<Tensor> own = to.parameters();
  BOOST_TEST_REQUIRE(own.size() == from.size());
  for (std::size_t i = 0; i < own.size(); ++i) own[i].set_data(from[i].detach());
}

std::vector<Tensor> part(const std::vector<Tensor>& all, std::size_t begin, std::size_t count) {
  const auto first = all.begin() + static_cast<std::ptrdiff_t>(begin);
  return {first, first + static_cast<std::ptrdiff_t>(count)};
}

// The gradients of the parameters for a loss that weighs every element differently.
std::vector<Tensor> gradients_of(const nn::RecurrentBase& layer, const Tensor& output) {
  layer.zero_grad();
  sum(mul(output, test::recipe(7, output.shape()))).backward();
  std::vector<Tensor> result;
  for (const Tensor& p : layer.parameters()) result.push_back(p.grad());
  return result;
}

// An activation of one's own for Elman's network.
struct Softsign {
  static constexpr auto formula = [](auto a) { return a / (1 + abs(a)); };
};

}  // namespace

BOOST_AUTO_TEST_CASE(shapes) {
  const nn::LSTM lstm({.input_size = 3, .hidden_size = 5, .num_layers = 2, .bidirectional = true});
  const auto [output, state] = lstm(zeros({4, 2, 3}));
  BOOST_TEST(output.shape() == (Shape{4, 2, 10}));
  BOOST_TEST(state.h.shape() == (Shape{4, 2, 5}));
  BOOST_TEST(state.c.shape() == (Shape{4, 2, 5}));
  BOOST_TEST(output.is_contiguous());
  BOOST_TEST(lstm(zeros({4, 0, 3})).output.shape() == (Shape{4, 0, 10}));
  BOOST_TEST(!nn::GRU({.input_size = 3, .hidden_size = 5})(zeros({1, 1, 3})).state.c.defined());
}

BOOST_AUTO_TEST_CASE(a_single_sequence_is_a_batch_of_one) {
  const nn::LSTM lstm({.input_size = 3, .hidden_size = 4, .num_layers = 2, .dtype = float64});
  const Tensor x = test::recipe(1, {5, 3}), h = test::recipe(2, {2, 4}),
               c = test::recipe(3, {2, 4});
  const auto [output, state] = lstm(x, nn::State{h, c});
  const auto [batched, last] = lstm(unsqueeze(x, 1), nn::State{unsqueeze(h, 1), unsqueeze(c, 1)});
  BOOST_TEST(test::close(output, squeeze(batched, 1)));
  BOOST_TEST(test::close(state.h, squeeze(last.h, 1)));
  BOOST_TEST(test::close(state.c, squeeze(last.c, 1)));
}

BOOST_AUTO_TEST_CASE(batch_first_swaps_the_layout_alone) {
  nn::RecurrentOptions options = {.input_size = 3, .hidden_size = 4, .dtype = float64};
  const nn::GRU time_first(options);
  options.batch_first = true;
  const nn::GRU batch_first(options);
  load(batch_first, time_first.parameters());
  const Tensor x = test::recipe(1, {5, 2, 3}), h = test::recipe(2, {1, 2, 4});
  const auto [output, state] = time_first(x, nn::State{h});
  const auto [swapped, last] = batch_first(transpose(x, 0, 1), nn::State{h});
  BOOST_TEST(test::close(transpose(swapped, 0, 1), output));
  BOOST_TEST(test::close(last.h, state.h));
}

BOOST_AUTO_TEST_CASE(layers_take_class_indices_as_one_hot_rows) {
  const Tensor classes = tensor({{0, 3}, {2, 2}, {1, 3}});
  for (const bool bias : {true, false}) {
    const nn::RecurrentOptions options = {
        .input_size = 4, .hidden_size = 3, .num_layers = 2, .bias = bias, .dtype = float64};
    const nn::LSTM lstm(options);
    const Tensor looked_up = lstm(classes).output;
    const Tensor multiplied = lstm(one_hot(classes, 4, float64)).output;
    BOOST_TEST(test::close(looked_up, multiplied, kRounding));
    BOOST_TEST(
        test::close(gradients_of(lstm, looked_up), gradients_of(lstm, multiplied), kRounding));
    BOOST_TEST(
        test::close(lstm(select(classes, 1, 0)).output, select(multiplied, 1, 0), kRounding));
  }
  const nn::GRU gru({.input_size = 4, .hidden_size = 3, .batch_first = true, .dtype = float64});
  BOOST_TEST(test::close(gru(transpose(classes, 0, 1)).output,
                         gru(one_hot(transpose(classes, 0, 1), 4, float64)).output, kRounding));
}

BOOST_AUTO_TEST_CASE(layers_without_bias_have_biases_of_zero) {
  nn::RecurrentOptions options = {.input_size = 3, .hidden_size = 4, .dtype = float64};
  const nn::GRU with(options);
  options.bias = false;
  const nn::GRU without(options);
  load(without, part(with.parameters(), 0, 2));
  for (const Tensor& bias : part(with.parameters(), 2, 2)) bias.set_data(zeros_like(bias));
  const Tensor x = test::recipe(1, {4, 2, 3});
  BOOST_TEST(test::close(without(x).output, with(x).output, kRounding));
  BOOST_TEST(test::close(gradients_of(without, without(x).output),
                         part(gradients_of(with, with(x).output), 0, 2), kRounding));
}

BOOST_AUTO_TEST_CASE(dropout_runs_between_layers_while_training) {
  Generator generator(3);
  const nn::LSTM lstm(
      {.input_size = 3, .hidden_size = 4, .num_layers = 2, .dropout = 0.5, .dtype = float64},
      generator);
  const Tensor x = test::recipe(1, {5, 2, 3});
  const nn::LSTM lower({.input_size = 3, .hidden_size = 4, .dtype = float64});
  const nn::LSTM upper({.input_size = 4, .hidden_size = 4, .dtype = float64});
  load(lower, part(lstm.parameters(), 0, 4));
  load(upper, part(lstm.parameters(), 4, 4));
  Generator same = generator;
  const Tensor dropped = upper(nn::dropout(lower(x).output, 0.5, same)).output;
  BOOST_TEST(test::close(lstm(x).output, dropped));
  lstm.eval();
  BOOST_TEST(test::close(lstm(x).output, upper(lower(x).output).output));
}

BOOST_AUTO_TEST_CASE(detached_states_carry_no_history) {
  const nn::LSTM lstm({.input_size = 3, .hidden_size = 4});
  const Tensor x = ones({2, 1, 3});
  const auto first = lstm(x);
  BOOST_TEST(first.state.c.requires_grad());
  const nn::State carried = first.state.detach();
  BOOST_TEST(!carried.h.requires_grad());
  BOOST_TEST(!carried.c.requires_grad());
  sum(first.output).backward();
  sum(lstm(x, carried).output).backward();
  BOOST_TEST(!nn::State().detach().h.defined());
}

BOOST_AUTO_TEST_CASE(two_passes_through_one_graph_agree) {
  const nn::GRU gru({.input_size = 3, .hidden_size = 4, .bidirectional = true, .dtype = float64});
  const Tensor loss = sum(gru(test::recipe(1, {4, 2, 3})).output);
  loss.backward({}, {.retain_graph = true});
  std::vector<Tensor> once;
  for (const Tensor& p : gru.parameters()) once.push_back(mul(p.grad(), 2.0).detach());
  loss.backward();
  for (std::size_t i = 0; i < once.size(); ++i) {
    // The last pass has fewer buffers, and sums the products of neighbouring steps in other groups.
    BOOST_TEST(test::close(gru.parameters()[i].grad(), once[i], {.absolute = 5e-16}));
  }
}

BOOST_AUTO_TEST_CASE(the_backward_pass_frees_the_gates_of_each_layer) {
  const nn::LSTM lstm({.input_size = 4, .hidden_size = 16, .num_layers = 3, .dtype = float64});
  const Tensor x = test::recipe(1, {50, 8, 4}).requires_grad_();
  const std::int64_t before = live_counts().bytes;
  std::int64_t at_the_end = 0;
  x.register_hook([&](const Tensor& g) {
    at_the_end = live_counts().bytes;
    return g;
  });
  sum(lstm(x).output).backward();
  const std::int64_t gates = 50 * 8 * 4 * 16 * 8;  // bytes of one layer's pre-activations
  BOOST_TEST(at_the_end > before);
  BOOST_TEST(at_the_end < before + gates);
}

BOOST_AUTO_TEST_CASE(a_custom_cell_becomes_a_layer) {
  const nn::Recurrent<test::Leaky> layer({.input_size = 3, .hidden_size = 4, .dtype = float64});
  BOOST_TEST(layer.description() == "Leaky 3 -> 4");
  const Tensor x = test::recipe(1, {5, 2, 3});
  const auto [output, state] = layer(x);
  const std::vector<Tensor> p = layer.parameters();
  Tensor h = zeros({2, 4}, float64);
  for (const Tensor& step : unbind(x)) {
    const Tensor a = add(linear(step, p[0], p[2]), linear(h, p[1], p[3]));
    h = add(mul(h, 0.75), mul(tanh(a), 0.25));
  }
  BOOST_TEST(test::close(squeeze(state.h, 0), h, kRounding));
  const nn::Recurrent<nn::cells::LSTM> lstm({.input_size = 3, .hidden_size = 4, .dtype = float64});
  const nn::LSTM same({.input_size = 3, .hidden_size = 4, .dtype = float64});
  load(same, lstm.parameters());
  // Equal formulas, perhaps for two instruction sets: this file has its flags'.
  BOOST_TEST(test::close(lstm(x).output, same(x).output, {.absolute = 1e-15}));
}

BOOST_AUTO_TEST_CASE(an_rnn_of_any_activation) {
  const nn::Recurrent<nn::cells::RNNOf<Softsign>> layer(
      {.input_size = 3, .hidden_size = 4, .dtype = float64});
  const std::vector<Tensor> p = layer.parameters();
  const Tensor x = test::recipe(1, {5, 2, 3});
  Tensor h = zeros({2, 4}, float64);
  for (const Tensor& step : unbind(x)) {
    const Tensor a = add(linear(step, p[0], p[2]), linear(h, p[1], p[3]));
    h = div(a, add(abs(a), 1.0));
  }
  BOOST_TEST(test::close(squeeze(layer(x).state.h, 0), h, kRounding));
}

BOOST_AUTO_TEST_SUITE_END()
