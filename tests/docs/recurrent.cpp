// The code that docs/recurrent.md quotes, but for the conversion of weights.
#include <xgrad/nn/cell.hpp>
#include <xgrad/nn/recurrent/cells/rnn.hpp>
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "nn/golden.hpp"
#include "support/names_of.hpp"
#include <array>
#include <cmath>
#include <limits>

using namespace xgrad;
using test::close;

BOOST_AUTO_TEST_SUITE(recurrent_page)

namespace {

constexpr test::Tolerance kRounding{.absolute = 1e-6};  // of float32 numbers below 1

/// a / (1 + |a|)
struct Softsign {
  static constexpr auto formula = [](auto a) { return a / (1 + abs(a)); };
};

// A batch with NaN wherever a sequence has no time step.
Tensor spoilt(const Tensor& batch, const Tensor& mask) {
  return where(unsqueeze(mask, -1), batch, std::numeric_limits<double>::quiet_NaN());
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_layer_and_its_result) {
  const nn::LSTM lstm({.input_size = 3, .hidden_size = 4, .num_layers = 2});
  const Tensor input = randn({6, 2, 3});  // 6 time steps, a batch of 2, 3 features
  const auto [output, state] = lstm(input);
  BOOST_TEST(output.shape() == (Shape{6, 2, 4}));   // h of the last layer, at every step
  BOOST_TEST(state.h.shape() == (Shape{2, 2, 4}));  // of both layers, after the last step
  BOOST_TEST(state.c.shape() == (Shape{2, 2, 4}));

  const auto next = lstm(randn({5, 2, 3}), state);
  BOOST_TEST(next.output.shape() == (Shape{5, 2, 4}));

  const std::vector<std::string> names = {"weight_ih_l0", "weight_hh_l0", "bias_ih_l0",
                                          "bias_hh_l0",   "weight_ih_l1", "weight_hh_l1",
                                          "bias_ih_l1",   "bias_hh_l1"};
  BOOST_TEST(test::names_of(lstm) == names);
}

BOOST_AUTO_TEST_CASE(call_of_from_lstm_to_formula) {
  const Tensor x = randn({7, 3, 65});
  const nn::LSTM lstm({.input_size = 65, .hidden_size = 128});
  const auto [output, state] = lstm(x);  // [time, batch, 65] -> [time, batch, 128]
  BOOST_TEST((output.shape() == Shape{7, 3, 128}));
  BOOST_TEST((state.c.shape() == Shape{1, 3, 128}));
  BOOST_TEST(close(lstm(x, {}, {.lengths = {7, 7, 7}}).output, output));
}

BOOST_AUTO_TEST_CASE(parameters_beyond_the_usual_ones) {
  const nn::LSTM lstm({.input_size = 3,
                       .hidden_size = 4,
                       .proj_size = 2,
                       .learned_state = true,
                       .regularization = {.weight_norm = true}});
  const std::vector<std::string> names = {"weight_ih_l0", "weight_hh_l0_v", "weight_hh_l0_g",
                                          "bias_ih_l0",   "bias_hh_l0",     "weight_hr_l0",
                                          "initial_h_l0", "initial_c_l0"};
  BOOST_TEST(test::names_of(lstm) == names);
  const StateDict state = lstm.state_dict();
  BOOST_TEST(state.at("weight_hh_l0_v").shape() == (Shape{16, 2}));
  BOOST_TEST(state.at("weight_hh_l0_g").shape() == (Shape{16, 1}));
  BOOST_TEST(state.at("weight_hr_l0").shape() == (Shape{2, 4}));
  BOOST_TEST(state.at("initial_h_l0").shape() == Shape{2});
  const std::vector<std::string> own = {"weight_ih_l0", "bias_ih_l0", "recurrent_weight_l0"};
  BOOST_TEST(test::names_of(nn::IndRNN({.input_size = 3, .hidden_size = 4})) == own);
}

BOOST_AUTO_TEST_CASE(any_activation) {
  const nn::Recurrent<nn::cells::RNNOf<Softsign>> rnn({.input_size = 3, .hidden_size = 4});
  const Tensor h = rnn(ones({1, 2, 3})).output;
  BOOST_TEST(max(abs(h)).item<double>() < 1);
}

BOOST_AUTO_TEST_CASE(layouts) {
  const nn::GRU time_first({.input_size = 3, .hidden_size = 4});
  const nn::GRU batch_first({.input_size = 3, .hidden_size = 4, .batch_first = true});
  batch_first.load_state_dict(time_first.state_dict());
  const Tensor input = randn({6, 2, 3});
  const Tensor output = time_first(input).output;
  BOOST_TEST(close(batch_first(transpose(input, 0, 1)).output, transpose(output, 0, 1)));
  BOOST_TEST(batch_first(transpose(input, 0, 1)).state.h.shape() == (Shape{1, 2, 4}));

  const Tensor single = select(input, 1, 0);  // [6, 3], with either layout
  BOOST_TEST(close(batch_first(single).output, select(output, 1, 0), kRounding));
  BOOST_TEST(batch_first(single).state.h.shape() == (Shape{1, 4}));
}

BOOST_AUTO_TEST_CASE(class_indices) {
  const nn::LSTM lstm({.input_size = 65, .hidden_size = 8});
  const Tensor text = randint(0, 65, {6, 2});  // [time, batch], class indices
  const Tensor output = lstm(text).output;
  BOOST_TEST(close(output, lstm(one_hot(text, 65)).output, kRounding));
}

BOOST_AUTO_TEST_CASE(both_directions) {
  const nn::GRU gru({.input_size = 3, .hidden_size = 4, .num_layers = 2, .bidirectional = true});
  const auto [output, state] = gru(randn({6, 2, 3}));  // output [6, 2, 8], state.h [4, 2, 4]
  // The final states of the last layer: its two rows, forward and backward.
  const Tensor summary = cat({select(state.h, 0, -2), select(state.h, 0, -1)}, -1);
  const Tensor forward = slice(select(output, 0, -1), -1, 0, 4);
  const Tensor backward = slice(select(output, 0, 0), -1, 4, 8);
  BOOST_TEST(close(summary, cat({forward, backward}, -1)));
}

BOOST_AUTO_TEST_CASE(sequences_of_different_lengths) {
  const nn::LSTM lstm({.input_size = 3, .hidden_size = 4, .bidirectional = true});
  const std::vector<Tensor> list = {randn({4, 3}), randn({0, 3}), randn({6, 3})};

  const std::vector<Index> lengths = {4, 0, 6};
  const Tensor padded = nn::pad_sequence(list);  // [6, 3, 3]
  const auto [output, state] = lstm(padded, nn::Sequences{.lengths = lengths});
  BOOST_TEST(close(slice(select(output, 1, 0), 0, 0, 4), lstm(list[0]).output, kRounding));
  BOOST_TEST(close(select(state.c, 1, 0), lstm(list[0]).state.c, kRounding));
  BOOST_TEST(max(abs(slice(select(output, 1, 0), 0, 4, 6))).item<double>() == 0);  // behind the end
  BOOST_TEST(max(abs(select(state.h, 1, 1))).item<double>() == 0);                 // of no step

  const nn::PackedSequence packed = nn::pack_sequence(list, false);  // in any order
  const nn::PackedOutput result = lstm(packed);
  const std::vector<Tensor> outputs = nn::unpack_sequence(result.output);
  BOOST_TEST(close(outputs[0], slice(select(output, 1, 0), 0, 0, 4), kRounding));
  BOOST_TEST(outputs[1].shape() == (Shape{0, 8}));
  BOOST_TEST(close(result.state.h, state.h, kRounding));

  const Tensor mask = nn::sequence_mask(lengths);  // bool [6, 3]
  const Tensor target = randn({6, 3, 8});
  const Tensor loss = nn::mse_loss(output, target, {.mask = unsqueeze(mask, -1)});
  loss.backward();
  const Tensor errors = where(unsqueeze(mask, -1), square(output - target), 0.0);
  BOOST_TEST(close(loss, sum(errors) / 80.0, kRounding));  // 10 steps of 8 features
  const Tensor spoilt_target = where(unsqueeze(mask, -1), target, std::nan(""));
  const Tensor by_hand =
      sum(square(output - where(unsqueeze(mask, -1), spoilt_target, output))) / 80.0;
  BOOST_TEST(close(by_hand, loss, kRounding));

  const Tensor unread = lstm(spoilt(padded, mask), nn::Sequences{.lengths = lengths}).output;
  BOOST_TEST(close(unread, output));
}

BOOST_AUTO_TEST_CASE(nothing_to_run_over) {
  const nn::LSTM lstm({.input_size = 3, .hidden_size = 4});
  const nn::State state = lstm(randn({5, 2, 3})).state;
  const auto [output, same] = lstm(zeros({0, 2, 3}), state);
  BOOST_TEST(output.shape() == (Shape{0, 2, 4}));
  BOOST_TEST(close(same.c, state.c));
  BOOST_TEST(lstm(zeros({5, 0, 3})).output.shape() == (Shape{5, 0, 4}));
  BOOST_TEST(lstm(zeros({5, 0, 3})).state.h.shape() == (Shape{1, 0, 4}));
}

BOOST_AUTO_TEST_CASE(episodes) {
  const nn::GRU gru({.input_size = 3, .hidden_size = 4});
  const Tensor observations = randn({4, 1, 3});
  const nn::State state = gru(randn({2, 1, 3})).state;

  const Tensor first = tensor({{false}, {false}, {true}, {false}});  // [time, batch]
  const Tensor output = gru(observations, state, nn::Sequences{.reset = first}).output;
  const Tensor episode = gru(slice(observations, 0, 2, 4)).output;
  BOOST_TEST(close(slice(output, 0, 2, 4), episode, kRounding));
}

BOOST_AUTO_TEST_CASE(truncated_bptt) {
  const nn::LSTM lstm({.input_size = 3, .hidden_size = 4});
  const Tensor stream = randn({20, 2, 3});
  const Tensor whole = lstm(stream).output;
  std::vector<Tensor> outputs;
  nn::State state;  // the initial state
  for (const Tensor& piece : split(stream, 5)) {
    const auto [output, next] = lstm(piece, state);
    outputs.push_back(output.detach());
    sum(output).backward();
    state = next.detach();
  }
  BOOST_TEST(close(cat(outputs), whole, kRounding));

  const auto [output, next] = lstm(stream);
  sum(output).backward();
  BOOST_CHECK_THROW(sum(lstm(stream, next).output).backward(), GraphError);
}

BOOST_AUTO_TEST_CASE(states_at_all_steps) {
  const nn::LSTM lstm({.input_size = 3, .hidden_size = 4, .num_layers = 2});
  const Tensor input = randn({6, 2, 3});
  const nn::RecurrentStates all = lstm.all_states(input);
  const Tensor c = all.layers[0].c;  // [6, 2, 4], of the first layer
  BOOST_TEST(c.shape() == (Shape{6, 2, 4}));
  BOOST_TEST(close(select(c, 0, -1), select(all.state.c, 0, 0)));
  BOOST_TEST(close(all.layers[1].h, all.output));
}

BOOST_AUTO_TEST_CASE(steps_are_observed) {
  const nn::LSTM lstm({.input_size = 3, .hidden_size = 4});
  Index steps = 0;
  double forgotten = 0;
  const HookHandle handle = lstm.observe_steps([&](const nn::ObservedStep& step) {
    ++steps;
    for (const auto& [gate, values] : step.gates)
      if (gate == "f") forgotten += 1 - mean(Tensor(values)).item<double>();
  });
  lstm(randn({6, 2, 3}));
  handle.remove();
  BOOST_TEST(steps == 6);
  BOOST_TEST(forgotten > 0);
  BOOST_TEST(forgotten < 6);
}

BOOST_AUTO_TEST_CASE(streaming) {
  const nn::GRU gru({.input_size = 3, .hidden_size = 8, .num_layers = 2});
  nn::Stepper stepper = gru.stepper();  // of one sequence; gru.stepper(4) is a batch of four
  std::array<float, 3> x = {};
  std::array<float, 8> h;
  for (int time = 0; time < 100; ++time) {
    x[0] = std::sin(0.1F * static_cast<float>(time));
    stepper.step(x.data(), h.data());  // h of the last layer
  }
  const nn::State state = stepper.state();  // as that of a call of the layer
  stepper.reset();                          // to the initial state; reset(row) for one sequence
  BOOST_TEST(close(stepper.state().h, zeros({2, 1, 8})));

  std::vector<float> wave(300);
  for (std::size_t i = 0; i < 100; ++i) wave[3 * i] = std::sin(0.1F * static_cast<float>(i));
  const auto [output, last] = gru(from_vector(wave, {100, 1, 3}));
  BOOST_TEST(close(state.h, last.h, {.absolute = 1e-5}));
  BOOST_TEST(close(h, select(output, 0, -1).to_vector<float>(), {.absolute = 1e-5}));
}

BOOST_AUTO_TEST_CASE(single_steps) {
  const nn::LSTMCell cell({.input_size = 3, .hidden_size = 4});
  const Tensor input = randn({6, 2, 3});
  nn::State state;
  for (const Tensor& x : unbind(input)) {  // [2, 3] each
    state = cell(x, state);                // state.h is the output
  }
  BOOST_TEST(state.h.shape() == (Shape{2, 4}));

  const nn::LSTM lstm({.input_size = 3, .hidden_size = 4});
  StateDict weights;
  for (const auto& [name, value] : cell.state_dict()) weights.emplace(name + "_l0", value);
  lstm.load_state_dict(weights);
  BOOST_TEST(close(state.h, select(lstm(input).output, 0, -1), kRounding));
}

BOOST_AUTO_TEST_CASE(in_a_sequential) {
  const nn::Sequential classifier{
      nn::Embedding(65, 16),
      nn::SelectOutput(nn::GRU({.input_size = 16, .hidden_size = 32}), {.last_step = true}),
      nn::Linear(32, 10)};
  BOOST_TEST(classifier(randint(0, 65, {20, 4})).shape() == (Shape{4, 10}));
}

BOOST_AUTO_TEST_CASE(regularization) {
  const nn::LSTM lstm({.input_size = 3,
                       .hidden_size = 4,
                       .num_layers = 2,
                       .dropout = 0.2,
                       .regularization = {.variational = true,
                                          .input_dropout = 0.1,
                                          .output_dropout = 0.3,
                                          .weight_drop = 0.5,
                                          .zoneout_cell = 0.1}});
  lstm.eval();
  const Tensor input = randn({6, 2, 3});
  BOOST_TEST(close(lstm(input).output, lstm(input).output));
  lstm.train();
  BOOST_TEST(!close(lstm(input).output, lstm(input).output));
}

BOOST_AUTO_TEST_CASE(initial_values) {
  const nn::LSTM lstm({.input_size = 3, .hidden_size = 4});
  nn::init::orthogonal_recurrent(lstm);
  nn::init::forget_bias(lstm, 1);
  const StateDict state = lstm.state_dict();
  BOOST_TEST(close(chunk(state.at("bias_ih_l0"), 4)[1], ones({4})));
  BOOST_TEST(close(chunk(state.at("bias_hh_l0"), 4)[1], zeros({4})));

  const nn::RNN rnn({.input_size = 3, .hidden_size = 4}, {.nonlinearity = nn::Nonlinearity::relu});
  nn::init::identity_recurrent(rnn);
  const nn::State state_before = {.h = ones({1, 2, 4})};
  BOOST_TEST(close(rnn(zeros({50, 2, 3}), state_before).state.h, state_before.h));

  const nn::SelectOutput model{nn::LSTM({.input_size = 3, .hidden_size = 4})};
  model.apply<nn::LSTM>([](const nn::LSTM& layer) { nn::init::forget_bias(layer, 2); });
  BOOST_TEST(close(chunk(model.parameters()[2].detach(), 4)[1], full({4}, 2)));

  const nn::GRU gru({.input_size = 3, .hidden_size = 4});
  nn::init::chrono(gru, 200);  // dependencies of up to 200 steps
  const Tensor update = chunk(gru.state_dict().at("bias_ih_l0"), 3)[1];
  BOOST_TEST(max(update).item<double>() <= 0);
  BOOST_TEST(min(update).item<double>() >= -std::log(199.0));
}

BOOST_AUTO_TEST_SUITE_END()
