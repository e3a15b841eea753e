// What a cell of one's own may declare besides a formula, and what is said of one that errs.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/cell.hpp>
#include <xgrad/nn/recurrent/init.hpp>

#include <boost/test/unit_test.hpp>

#include "recurrent/own_cell.hpp"
#include "recurrent/small_layers.hpp"
#include "support/arrays.hpp"
#include "support/derivatives.hpp"
#include "support/names_of.hpp"

using namespace xgrad;
using namespace test;

BOOST_AUTO_TEST_SUITE(own_cells)

using Strings = std::vector<std::string>;
using Tensors = std::vector<Tensor>;

namespace {

/// A memory without weight_ih that fades as often as it is read, with a count of the steps.
///   h' = s * h + V x   c' = c + 1,   s = sigma(rate), c = 5 initially
struct Fading {
  static constexpr int kBlocks = 0;
  static constexpr int kStates = 2;
  static constexpr double kInitial[] = {0, 5};
  inline static int prepared = 0;

  static std::vector<nn::CellParameter> parameters(Index input_size, Index hidden_size) {
    return {{"rate", {hidden_size}, 0.5}, {"weight", {hidden_size, input_size}}};
  }
  static Tensors prepare(const nn::CellTensors& weights) {
    ++prepared;
    BOOST_TEST(!weights.w_ih.defined());
    return {sigmoid(weights.own[0]), transpose(weights.own[1], 0, 1)};
  }
  static Tensors step(const nn::StepInput& input) {
    const Tensors& own = input.weights.own;
    return {own[0] * input.states[0] + matmul(input.from_input, own[1]), input.states[1] + 1.0};
  }
};

/// A unit whose gates keep its state and take in what is new.
///   h' = sigma(a_f) * h + sigma(a_i) * a_n
struct Gated {
  static constexpr int kBlocks = 3;
  static constexpr int kStates = 1;
  static constexpr bool kBias = false;
  static constexpr nn::Gate kGates[] = {{"f"}, {"i"}, {"n", nn::GateRole::candidate}};
  static constexpr auto formula = [](auto f, auto i, auto n, auto h) {
    return sigmoid(f) * h + sigmoid(i) * n;
  };
};

/// Gated with biases, and what its gates do.
struct Keeping : Gated {
  static constexpr bool kBias = true;
  static constexpr nn::Gate kGates[] = {
      {"f", nn::GateRole::keeps}, {"i", nn::GateRole::replaces}, {"n", nn::GateRole::candidate}};
};

/// Gated, with a gate that takes the state, too.
struct Peeping : Gated {
  static constexpr auto formula = [](auto f, auto i, auto n, auto h) {
    return sigmoid(f + h) * h + sigmoid(i) * n;
  };
  static constexpr auto gates = [](auto f, auto i, auto, auto h) {
    return std::tuple{sigmoid(f + h), sigmoid(i)};
  };
};

/// Steps that do not give what they should.
template <int which>
struct Wrong {
  static constexpr int kBlocks = 1;
  static constexpr int kStates = 2;
  static Tensors step(const nn::StepInput& input) {
    const Tensors& states = input.states;
    if constexpr (which == 0) return {states[0]};
    if constexpr (which == 1) return {states[0], Tensor()};
    return {select(states[0], 0, 0), states[1]};
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_cell_without_blocks_receives_the_input) {
  const nn::Recurrent<Fading> layer(options());
  BOOST_TEST(names_of(layer) == (Strings{"rate_l0", "weight_l0"}));
  const Tensors p = layer.parameters();
  BOOST_TEST(close(p[0], full({kHidden}, 0.5, float64)));
  const auto [output, state] = layer(input_of());
  Tensor h = zeros({2, kHidden}, float64);
  for (const Tensor& x : unbind(input_of())) h = sigmoid(p[0]) * h + linear(x, p[1]);
  BOOST_TEST(close(squeeze(state.h, 0), h, kRounding));
  BOOST_TEST(close(state.c, full({1, 2, kHidden}, 10, float64)));
  check_derivatives([&](const Tensors& t) { return layer(t[0]).output; },
                    {input_of(2).requires_grad_()});

  const nn::RecurrentCell<Fading> cell({.input_size = kInput, .hidden_size = kHidden});
  BOOST_TEST(names_of(cell) == (Strings{"rate", "weight"}));
  BOOST_TEST(close(cell(zeros({2, kInput})).c, full({2, kHidden}, 6)));
}

BOOST_AUTO_TEST_CASE(prepare_runs_once_per_sequence) {
  const nn::Recurrent<Fading> layer(options(
      {.input_size = kInput, .hidden_size = kHidden, .num_layers = 2, .bidirectional = true}));
  Fading::prepared = 0;
  layer(input_of());
  BOOST_TEST(Fading::prepared == 4);
}

BOOST_AUTO_TEST_CASE(the_initial_states_of_a_cell_are_those_of_resets_and_of_parameters) {
  const Tensor reset = tensor({{false, false}, {false, true}, {false, false}});
  for (const bool learned : {false, true}) {
    const nn::Recurrent<Fading> layer(
        options({.input_size = kInput, .hidden_size = kHidden, .learned_state = learned}));
    const Tensor c = layer(input_of(3), nn::Sequences{.reset = reset}).state.c;
    BOOST_TEST(close(select(squeeze(c, 0), 1, 0), tensor({8.0, 7.0})));
  }
}

BOOST_AUTO_TEST_CASE(a_cell_without_weight_ih_refuses_class_indices) {
  const char* const text =
      "the input holds class indices, but this cell has no weight_ih (kBlocks = 0)\n  hint: put an "
      "nn::Embedding before it, or one_hot";
  const nn::Recurrent<Fading> layer(options());
  BOOST_CHECK_EXCEPTION(layer(tensor({{0, 1}})), ValueError, says(text));
  BOOST_CHECK_EXCEPTION(layer(nn::pack_padded_sequence(tensor({{0, 1}}), {1, 1})), ValueError,
                        says(text));
  const nn::RecurrentCell<Fading> cell({.input_size = kInput, .hidden_size = kHidden});
  BOOST_CHECK_EXCEPTION(cell(tensor({0, 1})), ValueError, says(text));
  BOOST_CHECK_EXCEPTION(nn::Recurrent<Fading>({.input_size = kInput,
                                               .hidden_size = kHidden,
                                               .regularization = {.recurrent_dropout = 0.5}}),
                        ValueError, says("is set, but this cell has no weight_hh"));
}

BOOST_AUTO_TEST_CASE(a_cell_may_have_no_biases) {
  BOOST_TEST(
      (names_of(nn::Recurrent<Gated>(options())) == Strings{"weight_ih_l0", "weight_hh_l0"}));
  BOOST_TEST(names_of(nn::Recurrent<Keeping>(options())) ==
             (Strings{"weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"}));
}

BOOST_AUTO_TEST_CASE(observed_gates_are_those_of_the_cell) {
  const auto check_gates = [](const nn::RecurrentBase& layer, double share_of_h) {
    std::vector<std::pair<std::string_view, Array>> seen;
    layer.observe_steps([&](const nn::ObservedStep& step) { seen = step.gates; });
    const Tensors p = layer.parameters();
    const Tensor x = input_of(1);
    const Tensor h = recipe(2, {1, 2, kHidden});
    layer.forward(x, nn::State{h});
    const Tensor before = select(h, 0, 0);
    const Tensors a = chunk(linear(select(x, 0, 0), p[0]) + linear(before, p[1]), 3, 1);
    BOOST_TEST_REQUIRE(seen.size() == 2u);
    BOOST_TEST(seen[0].first == "f");
    BOOST_TEST(seen[1].first == "i");
    BOOST_TEST(close(Tensor(seen[0].second), sigmoid(a[0] + share_of_h * before), kRounding));
    BOOST_TEST(close(Tensor(seen[1].second), sigmoid(a[1]), kRounding));
  };
  check_gates(nn::Recurrent<Gated>(options()), 0);
  check_gates(nn::Recurrent<Peeping>(options()), 1);
}

BOOST_AUTO_TEST_CASE(init_of_gates_follows_kGates) {
  const nn::Recurrent<Keeping> layer(options());
  const auto bias = [&] { return chunk(layer.state_dict().at("bias_ih_l0"), 3); };
  nn::init::forget_bias(layer, 2);
  BOOST_TEST(close(bias()[0], full({kHidden}, 2, float64)));
  nn::init::chrono(layer, 100);
  BOOST_TEST(min(bias()[0]).item<double>() >= 0);
  BOOST_TEST(close(bias()[1], -bias()[0]));
  BOOST_CHECK_EXCEPTION(nn::init::chrono(nn::Recurrent<Gated>(options()), 100), ValueError,
                        says("expected a gate that keeps or replaces the state"));
  BOOST_CHECK_EXCEPTION(nn::init::forget_bias(nn::Recurrent<test::Leaky>(options())), ValueError,
                        says("that declares no gates (kGates)"));
}

BOOST_AUTO_TEST_CASE(a_step_must_return_states_of_the_same_number_and_shapes) {
  const auto run = [](const auto& layer) { layer(input_of()); };
  BOOST_CHECK_EXCEPTION(run(nn::Recurrent<Wrong<0>>(options())), ValueError,
                        says("the step of the cell gives 1 states, expected 2 (kStates)"));
  BOOST_CHECK_EXCEPTION(
      run(nn::Recurrent<Wrong<1>>(options())), ShapeError,
      says("the step of the cell gives an undefined tensor for state c, expected [2, 4]"));
  BOOST_CHECK_EXCEPTION(run(nn::Recurrent<Wrong<2>>(options())), ShapeError,
                        says("the step of the cell gives [4] for state h, expected [2, 4]"));
}

BOOST_AUTO_TEST_SUITE_END()
