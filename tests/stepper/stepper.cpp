// The interface of a stepper: inputs, states, weights that change, and errors.
#include <xgrad/core/numbers/denormals.hpp>

#include "stepper/steps.hpp"
#include "support/flush.hpp"
#include "support/misuse.hpp"
#include <cmath>
#include <limits>
#include <optional>

using namespace xgrad;
using test::close;
using test::run;

BOOST_AUTO_TEST_SUITE(stepper)

namespace {

constexpr test::Tolerance kRounding = test::rounding_of(float64);

nn::LSTM lstm_of(nn::RecurrentOptions options) {
  options.dtype = float64;
  nn::LSTM lstm(options);
  test::vary_parameters(lstm);
  return lstm;
}

Tensor input_of(Index time, Index batch, Index features) {
  return test::recipe(1, {time, batch, features});
}

}  // namespace

BOOST_AUTO_TEST_CASE(describes_its_layer) {
  const nn::Stepper stepper =
      lstm_of({.input_size = 3, .hidden_size = 5, .num_layers = 2, .proj_size = 2}).stepper(4);
  BOOST_TEST(stepper.batch() == 4);
  BOOST_TEST(stepper.input_size() == 3);
  BOOST_TEST(stepper.output_size() == 2);
  BOOST_TEST(stepper.dtype() == float64);
}

BOOST_AUTO_TEST_CASE(pointers_spans_and_tensors_give_equal_results) {
  const nn::LSTM lstm = lstm_of({.input_size = 3, .hidden_size = 5});
  const Tensor x = test::recipe(1, {2, 3});
  const std::vector<double> input = x.to_vector<double>();
  std::vector<double> by_pointer(10), by_span(10);
  lstm.stepper(2).step(input.data(), by_pointer.data());
  lstm.stepper(2).step(std::span(input), std::span(by_span));
  const Tensor output = lstm.stepper(2).step(x);
  BOOST_TEST(by_pointer == by_span);
  BOOST_TEST(output.shape() == (Shape{2, 5}));
  BOOST_TEST(output.to_vector<double>() == by_span);
  BOOST_TEST(!output.requires_grad());
  // Rows that are not adjacent in memory.
  BOOST_TEST(
      lstm.stepper(2).step(transpose(contiguous(transpose(x, 0, 1)), 0, 1)).to_vector<double>() ==
      by_span);
  const Tensor row = lstm.stepper().step(select(x, 0, 0));
  BOOST_TEST(row.shape() == (Shape{5}));
  BOOST_TEST(close(row, select(output, 0, 0)));
}

BOOST_AUTO_TEST_CASE(the_output_may_be_the_input) {
  const nn::LSTM lstm = lstm_of({.input_size = 5, .hidden_size = 5, .num_layers = 2});
  const std::vector<double> input = test::recipe(1, {2, 5}).to_vector<double>();
  std::vector<double> output(10), both = input;
  lstm.stepper(2).step(input.data(), output.data());
  lstm.stepper(2).step(both.data(), both.data());
  BOOST_TEST(both == output);
}

BOOST_AUTO_TEST_CASE(class_indices_are_one_hot_rows) {
  const nn::GRU gru({.input_size = 4, .hidden_size = 9, .num_layers = 2, .dtype = float64});
  test::vary_parameters(gru);
  const std::vector<std::int64_t> classes = {3, 0, 1};
  nn::Stepper stepper = gru.stepper(3), of_rows = gru.stepper(3);
  for (int time = 0; time < 3; ++time) {
    const Tensor expected = of_rows.step(one_hot(tensor({3, 0, 1}), 4, float64));
    if (time == 2) {
      BOOST_TEST(close(stepper.step(tensor({3, 0, 1})), expected, kRounding));
      continue;
    }
    std::vector<double> output(27);
    stepper.step(std::span(classes), std::span(output));
    BOOST_TEST(close(output, expected.to_vector<double>(), kRounding));
  }
  // Features after class indices.
  const Tensor x = test::recipe(1, {3, 4});
  BOOST_TEST(close(stepper.step(x), of_rows.step(x), kRounding));
}

BOOST_AUTO_TEST_CASE(a_reset_row_starts_again) {
  const nn::LSTM lstm =
      lstm_of({.input_size = 3, .hidden_size = 5, .num_layers = 2, .learned_state = true});
  const Tensor input = input_of(4, 3, 3);
  nn::Stepper stepper = lstm.stepper(3);
  run(stepper, input);
  const nn::State before = stepper.state();
  stepper.reset(1);
  const nn::State after = stepper.state(), initial = lstm.stepper(3).state();
  for (const Index row : {0, 1, 2}) {
    const nn::State& expected = row == 1 ? initial : before;
    BOOST_TEST(close(select(after.h, 1, row), select(expected.h, 1, row)));
    BOOST_TEST(close(select(after.c, 1, row), select(expected.c, 1, row)));
  }
  stepper.reset();
  BOOST_TEST(close(stepper.state().tensors(), initial.tensors()));
  BOOST_TEST(close(run(stepper, input), lstm(input).output, kRounding));
}

BOOST_AUTO_TEST_CASE(states_continue_those_of_a_layer_and_back) {
  for (const bool batch_first : {false, true}) {
    const nn::LSTM lstm = lstm_of({.input_size = 3,
                                   .hidden_size = 5,
                                   .num_layers = 2,
                                   .state_batch_first = batch_first,
                                   .proj_size = 4});
    const Tensor input = input_of(6, 3, 3);
    const auto [first, state] = lstm(slice(input, 0, 0, 3));
    nn::Stepper stepper = lstm.stepper(3);
    stepper.set_state(state);
    BOOST_TEST(close(stepper.state().tensors(), state.detach().tensors()));
    const Tensor second = run(stepper, slice(input, 0, 3, 5));
    const Tensor third = lstm(slice(input, 0, 5, 6), stepper.state()).output;
    BOOST_TEST(close(cat({first, second, third}), lstm(input).output, kRounding));
    stepper.set_state({.c = state.c});
    BOOST_TEST(close(stepper.state().c, state.c));
    BOOST_TEST(close(stepper.state().h, zeros_like(state.h)));
  }
}

BOOST_AUTO_TEST_CASE(a_state_is_a_copy) {
  const nn::LSTM lstm = lstm_of({.input_size = 3, .hidden_size = 5});
  nn::Stepper stepper = lstm.stepper();
  const nn::State initial = stepper.state();
  stepper.step(test::recipe(1, {1, 3}));
  BOOST_TEST(close(initial.h, zeros({1, 1, 5}, float64)));
  BOOST_TEST(!close(stepper.state().h, initial.h));
}

BOOST_AUTO_TEST_CASE(refresh_takes_weights_that_have_changed) {
  const nn::LSTM lstm = lstm_of({.input_size = 3, .hidden_size = 5, .learned_state = true});
  nn::Stepper stepper = lstm.stepper(2);
  const Tensor input = input_of(5, 2, 3);
  const auto [old_output, old_state] = lstm(input);
  for (const Tensor& parameter : lstm.parameters()) parameter.set_data(parameter.detach() * 0.5);
  BOOST_TEST(close(run(stepper, input), old_output, kRounding));
  stepper.refresh();
  BOOST_TEST(close(stepper.state().tensors(), old_state.tensors(), kRounding));
  BOOST_TEST(close(run(stepper, input), lstm(input, old_state.detach()).output, kRounding));
  stepper.reset();
  BOOST_TEST(close(run(stepper, input), lstm(input).output, kRounding));
}

BOOST_AUTO_TEST_CASE(a_stepper_outlives_its_layer_and_moves) {
  std::optional<nn::Stepper> stepper;
  Tensor expected;
  const Tensor input = input_of(3, 2, 3);
  {
    const nn::LSTM lstm = lstm_of({.input_size = 3, .hidden_size = 5});
    expected = lstm(input).output.detach();
    stepper = lstm.stepper(2);
  }
  nn::Stepper moved = std::move(*stepper);
  BOOST_TEST(close(run(moved, input), expected, kRounding));
}

BOOST_AUTO_TEST_CASE(single_steps_have_steppers) {
  const nn::GRUCell cell({.input_size = 3, .hidden_size = 10, .dtype = float64});
  test::vary_parameters(cell);
  nn::Stepper stepper = cell.stepper(2);
  nn::State state;
  for (const Tensor& x : unbind(input_of(4, 2, 3))) {
    state = cell(x, state).detach();
    BOOST_TEST(close(stepper.step(x), state.h, kRounding));
    BOOST_TEST(close(stepper.state().tensors(), state.tensors(), kRounding));
    stepper.set_state(state);
  }
}

// As the layer does: a state that decays reaches zero, or becomes subnormal.
BOOST_AUTO_TEST_CASE(subnormal_states_are_flushed_as_by_the_layer) {
  const nn::LSTM lstm({.input_size = 1, .hidden_size = 3});
  for (const Tensor& parameter : lstm.parameters()) parameter.set_data(zeros_like(parameter));
  const float tiny = 1.5F * std::numeric_limits<float>::min();
  for (const bool flush : {true, false}) {
    const test::Flush setting(flush);
    nn::Stepper stepper = lstm.stepper();
    stepper.set_state({.c = full({1, 1, 3}, tiny)});
    stepper.step(zeros({1, 1}));
    const float c = stepper.state().c.to_vector<float>()[2];
    BOOST_TEST(c == (flush ? 0.0F : 0.5F * tiny));
    const Tensor of_layer = lstm(zeros({1, 1, 1}), nn::State{.c = full({1, 1, 3}, tiny)}).state.c;
    BOOST_TEST(c == of_layer.to_vector<float>()[2]);
  }
}

BOOST_AUTO_TEST_CASE(errors_say_what_to_do) {
  using test::check_message;
  const nn::LSTM both({.input_size = 3, .hidden_size = 5, .bidirectional = true});
  check_message([&] { both.stepper(); },
                "model (LSTM 3 -> 5, bidirectional): stepper: the layer is bidirectional, so its "
                "outputs depend on later "
                "steps\n  hint: call the layer itself with whole sequences");
  const nn::LayerNormLSTM composite({.input_size = 3, .hidden_size = 5});
  check_message([&] { composite.stepper(); },
                "model (LayerNormLSTM 3 -> 5): stepper: the step of LayerNormLSTM consists of "
                "tensor operations "
                "(C::step)\n  hint: call the layer itself, one time step at a time, under NoGrad");
  const nn::LSTM lstm({.input_size = 3, .hidden_size = 5});
  check_message([&] { lstm.stepper(0); },
                "model (LSTM 3 -> 5): stepper: batch is 0, must be positive");

  nn::Stepper stepper = lstm.stepper(2);
  std::vector<float> input(6), output(10);
  std::vector<double> wide(10);
  std::vector<std::int64_t> classes = {0, 3};
  check_message([&] { stepper.step(std::span<const float>(input).first(5), output); },
                "step: input has 5 elements, expected batch x input_size = 2 x 3");
  check_message([&] { stepper.step(std::span<const float>(input), std::span(output).first(9)); },
                "step: output has 9 elements, expected batch x output_size = 2 x 5");
  check_message([&] { stepper.step(std::span<const double>(wide).first(6), std::span(wide)); },
                "step: the elements are float64, the weights are float32");
  check_message([&] { stepper.step(std::span(classes).first(1), std::span(output)); },
                "step: classes has 1 elements, expected batch = 2 x 1");
  check_message([&] { stepper.step(std::span(classes), std::span(output)); },
                "step: class index 3 is out of range for input_size = 3");
  check_message(
      [&] {
        stepper.step(zeros({2, 4}));
      },
      "input [2, 4] has 4 features on its last axis, expected input_size = 3");
  check_message([&] { stepper.step(zeros({1, 3})); }, "step: input is [1, 3], expected [2, 3]");
  check_message([&] { stepper.step(zeros({3})); }, "step: input is [3], expected [2, 3]");
  check_message(
      [&] {
        stepper.step(zeros({2, 3}, float64));
      },
      "input [2, 3] is float64, the weights are float32");
  check_message([&] { stepper.reset(2); }, "reset: row 2 is out of range for a batch of 2");
  check_message([&] { stepper.reset(-1); }, "reset: row -1 is out of range for a batch of 2");
  check_message(
      [&] {
        stepper.set_state({.h = zeros({1, 3, 5})});
      },
      "state.h is [1, 3, 5], expected [layers, batch, hidden_size] = [1, 2, 5]");
  check_message(
      [&] {
        stepper.set_state({.h = zeros({1, 2, 5}), .others = {zeros({1, 2, 5})}});
      },
      "state.others[0] [1, 2, 5] was given, but a LSTM has only h and c");
  lstm.to(float64);
  check_message([&] { stepper.refresh(); },
                "refresh: the weights are float64, the states of the stepper float32\n  hint: "
                "create another stepper");
  // None of these calls has changed a state.
  BOOST_TEST(close(stepper.state().h, zeros({1, 2, 5})));
}

BOOST_AUTO_TEST_SUITE_END()
