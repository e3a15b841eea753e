// What the options of recurrent layers mean, each against the same thing done by hand.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/layers/dropout.hpp>
#include <xgrad/nn/recurrent.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "recurrent/small_layers.hpp"

using namespace xgrad;
using namespace test;

BOOST_AUTO_TEST_SUITE(option_meanings)

using Options = nn::RecurrentOptions;
using Tensors = std::vector<Tensor>;

namespace {

const auto kEveryLayer = boost::unit_test::data::make(test::every_layer());

}  // namespace

BOOST_DATA_TEST_CASE(a_split_sequence_with_carried_state_is_one_sequence, kEveryLayer, kind) {
  const auto layer = make(kind, {.input_size = kInput, .hidden_size = kHidden, .num_layers = 2});
  const Tensor x = input_of(6);
  const auto whole = layer->forward(x);
  const auto first = layer->forward(slice(x, 0, 0, 2));
  const auto rest = layer->forward(slice(x, 0, 2, 6), first.state);
  const Tensor joined = cat({first.output, rest.output});
  BOOST_TEST(close(joined, whole.output, kRounding));
  BOOST_TEST(close(rest.state, whole.state, kRounding));
  const Tensors parameters = layer->parameters();
  BOOST_TEST(close(grad({weighted(joined)}, parameters), grad({weighted(whole.output)}, parameters),
                   kRounding));
}

BOOST_DATA_TEST_CASE(directions_and_layers_equal_separate_layers, kEveryLayer, kind) {
  const auto both = make(
      kind, {.input_size = kInput, .hidden_size = kHidden, .num_layers = 2, .bidirectional = true});
  const Tensor x = input_of();
  const nn::State state = state_of(*both);
  const auto result = both->forward(x, state);

  Tensor below = x;
  Tensors parameters;
  for (const int layer : {0, 1}) {
    Tensors outputs;
    for (const int direction : {0, 1}) {
      Options chosen = options();
      chosen.input_size = below.size(2);
      const auto alone = make(kind, chosen);
      load_part(*alone, *both, std::to_string(layer) + (direction == 1 ? "_reverse" : ""));
      const nn::State begin = rows_of(state, 2 * layer + direction, 1);
      const auto part = alone->forward(direction == 1 ? flip(below, {0}) : below, begin);
      outputs.push_back(direction == 1 ? flip(part.output, {0}) : part.output);
      for (const Tensor& parameter : alone->parameters()) parameters.push_back(parameter);
      BOOST_TEST(close(rows_of(result.state, 2 * layer + direction, 1), part.state, kRounding));
    }
    below = cat(outputs, 2);
  }
  BOOST_TEST(close(result.output, below, kRounding));
  BOOST_TEST(close(grad({weighted(result.output)}, both->parameters()),
                   grad({weighted(below)}, parameters), kRounding));
}

BOOST_AUTO_TEST_CASE(merges_combine_what_concat_puts_side_by_side) {
  const auto output = [](nn::Merge merge) {
    Generator generator(5);
    return nn::GRU(options({.input_size = kInput,
                            .hidden_size = kHidden,
                            .bidirectional = true,
                            .merge = merge}),
                   generator)(input_of())
        .output;
  };
  const Tensors both = chunk(output(nn::Merge::concat), 2, 2);
  BOOST_TEST(close(output(nn::Merge::sum), both[0] + both[1]));
  BOOST_TEST(close(output(nn::Merge::mean), (both[0] + both[1]) * 0.5));
  BOOST_TEST(close(output(nn::Merge::product), both[0] * both[1]));
  BOOST_TEST(nn::GRU(options({.input_size = kInput,
                              .hidden_size = kHidden,
                              .bidirectional = true,
                              .merge = nn::Merge::sum}))
                 .output_size() == kHidden);
  BOOST_TEST(nn::GRU(options({.input_size = kInput, .hidden_size = kHidden, .bidirectional = true}))
                 .output_size() == 2 * kHidden);
}

BOOST_AUTO_TEST_CASE(states_may_be_batch_first) {
  const nn::LSTM layers_first(
      options({.input_size = kInput, .hidden_size = kHidden, .num_layers = 2}));
  const nn::LSTM batch_first(options(
      {.input_size = kInput, .hidden_size = kHidden, .num_layers = 2, .state_batch_first = true}));
  batch_first.load_state_dict(layers_first.state_dict());
  const auto swapped = [](const Tensor& x) { return transpose(x, 0, 1); };
  const nn::State state = state_of(layers_first);
  const auto expected = layers_first(input_of(), state);
  const auto found = batch_first(input_of(), mapped(state, swapped));
  BOOST_TEST(close(found.output, expected.output));
  BOOST_TEST(close(mapped(found.state, swapped), expected.state));
  const nn::PackedSequence packed = nn::pack_padded_sequence(input_of(), {5, 5});
  BOOST_TEST(
      close(mapped(batch_first(packed, mapped(state, swapped)).state, swapped), expected.state));
}

BOOST_DATA_TEST_CASE(without_steps_the_state_stays, kEveryLayer, kind) {
  const auto layer =
      make(kind, {.input_size = kInput, .hidden_size = kHidden, .bidirectional = true});
  const nn::State state = state_of(*layer);
  const auto result = layer->forward(zeros({0, 2, kInput}, float64), state);
  BOOST_TEST(result.output.shape() == (Shape{0, 2, 2 * kHidden}));
  BOOST_TEST(close(result.state, state));
  const auto all = layer->all_states(zeros({0, 2, kInput}, float64), state);
  for (const Tensor& tensor : all.layers[0].tensors()) {
    BOOST_TEST(tensor.shape() == (Shape{0, 2, 2 * kHidden}));
  }
  const auto empty = layer->forward(zeros({3, 0, kInput}, float64));
  BOOST_TEST(empty.output.shape() == (Shape{3, 0, 2 * kHidden}));
  BOOST_TEST(empty.state.h.shape() == (Shape{2, 0, kHidden}));
}

BOOST_DATA_TEST_CASE(learned_initial_states_replace_missing_ones, kEveryLayer, kind) {
  const auto layer = make(
      kind, {.input_size = kInput, .hidden_size = kHidden, .num_layers = 2, .learned_state = true});
  set_initial_states(*layer);
  // A layer's first states, side by side, as a state for a batch of two.
  const StateDict named = layer->state_dict();
  const char* const names[] = {"h", "c", "s2", "s3"};
  Tensors states;
  for (std::size_t i = 0; i < kind.states; ++i) {
    const std::string name = std::string("initial_") + names[i];
    states.push_back(expand(unsqueeze(stack({named.at(name + "_l0"), named.at(name + "_l1")}), 1),
                            {2, 2, kHidden}));
  }
  const auto learned = layer->forward(input_of());
  const auto given = layer->forward(input_of(), nn::State::of(states));
  BOOST_TEST(close(learned.output, given.output));
  BOOST_TEST(close(learned.state, given.state));
  sum(learned.output).backward();
  for (const auto& [name, value] : layer->named_parameters()) {
    // The step of an SRU does not look at h.
    const bool unused = kind.name == std::string("SRU") && name.starts_with("initial_h");
    BOOST_TEST(value.grad().defined() != unused, "the gradient of " << name);
  }
}

BOOST_DATA_TEST_CASE(all_states_are_those_of_shorter_sequences, kEveryLayer, kind) {
  const auto layer = make(kind, {.input_size = kInput, .hidden_size = kHidden, .num_layers = 2});
  const Tensor x = input_of();
  const auto all = layer->all_states(x);
  BOOST_TEST(all.layers.size() == 2u);
  BOOST_TEST(close(all.output, layer->forward(x).output));
  for (Index t = 0; t < 5; ++t) {
    const nn::State expected = layer->forward(slice(x, 0, 0, t + 1)).state;
    for (Index row = 0; row < 2; ++row) {
      const auto at = [&](const Tensor& sequence) { return select(sequence, 0, t); };
      BOOST_TEST(close(mapped(all.layers[static_cast<std::size_t>(row)], at),
                       mapped(expected, [&](const Tensor& s) { return select(s, 0, row); }),
                       kRounding));
    }
  }
}

// Several groups of steps: of all sequences alike, where linear cells take all steps at once
// without a budget; then with some shorter than the batch, and every rule for states.
BOOST_DATA_TEST_CASE(a_memory_budget_keeps_gradients_bitwise_except_of_linear_cells,
                     kEveryLayer* boost::unit_test::data::make({false, true}), kind, with_rules) {
  const auto gradients = [&](Index budget) {
    Generator generator(5);
    const auto layer = kind.make(
        options({.input_size = kInput,
                 .hidden_size = kHidden,
                 .num_layers = 2,
                 .dropout = 0.2,
                 .bidirectional = true,
                 .learned_state = true,
                 .memory_budget = budget,
                 .regularization = {.recurrent_dropout = with_rules && kind.has_product ? 0.2 : 0,
                                    .zoneout_hidden = with_rules ? 0.3 : 0}}),
        generator);
    nn::Sequences sequences;
    if (with_rules) {
      for (Index i = 0; i < 100; ++i) sequences.lengths.push_back(i % 13);
      sequences.reset = gt(test::recipe(5, {12, 100}), 0.9);
    }
    const Tensor x = input_of(12, 100).requires_grad_();
    const auto all = layer->all_states(x, {}, sequences);
    Tensor loss = sum(mul(all.output, test::recipe(7, all.output.shape())));
    for (const Tensor& state : all.state.tensors()) loss = loss + sum(square(state));
    for (const Tensor& state : all.layers[0].tensors()) loss = loss + mean(state);
    loss.backward();
    Tensors found = {x.grad()};
    for (const Tensor& parameter : layer->parameters()) found.push_back(parameter.grad());
    return found;
  };
  const Tensors expected = gradients(0);
  for (const Index budget : {1, 30000}) {
    const Tensors found = gradients(budget);
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (!expected[i].defined()) continue;
      const double largest = std::max(1.0, max(abs(expected[i])).item<double>());
      const bool at_once = !with_rules && std::string_view(kind.name).starts_with("Min");
      BOOST_TEST(close(found[i], expected[i], {.absolute = at_once ? 1e-12 * largest : 0}));
    }
  }
}

BOOST_AUTO_TEST_CASE(linear_cells_take_all_steps_at_once_or_one_by_one) {
  const Tensor reset =
      tensor({{false, true}, {false, false}, {true, false}, {false, true}, {false, false}});
  for (const test::LayerKind& kind : test::every_layer()) {
    if (std::string_view(kind.name).substr(0, 3) != "Min") continue;
    const auto layer = make(kind, {.input_size = kInput,
                                   .hidden_size = kHidden,
                                   .num_layers = 2,
                                   .bidirectional = true,
                                   .learned_state = true});
    for (const Tensor& p : layer->parameters()) p.set_data(test::recipe(3, p.shape()));
    const auto at_once = layer->forward(input_of(), nn::Sequences{.reset = reset});
    layer->observe_steps([](const nn::ObservedStep&) {});
    const auto by_steps = layer->forward(input_of(), nn::Sequences{.reset = reset});
    BOOST_TEST(close(at_once.output, by_steps.output, kRounding));
    BOOST_TEST(close(at_once.state, by_steps.state, kRounding));
  }
}

BOOST_AUTO_TEST_CASE(observe_steps_is_shared_by_handles_and_not_by_clones) {
  const nn::LSTM lstm(
      options({.input_size = kInput, .hidden_size = kHidden, .bidirectional = true}));
  const nn::LSTM handle = lstm, copy = nn::clone(lstm);
  std::vector<std::array<Index, 3>> seen;
  Tensor last;
  const HookHandle observer = lstm.observe_steps([&](const nn::ObservedStep& step) {
    seen.push_back({step.layer, step.direction, step.time});
    if (step.direction == 0) last = step.states[1];
    BOOST_TEST(step.gates.size() == 3u);
    BOOST_TEST(step.gates[1].first == "f");
    BOOST_TEST(step.gates[1].second.shape() == (Shape{2, kHidden}));
    for (const double value : Tensor(step.gates[1].second).to_vector<double>()) {
      BOOST_TEST(value > 0);
      BOOST_TEST(value < 1);
    }
  });
  copy(input_of(2));
  BOOST_TEST(seen.empty());
  const auto result = handle(input_of(2));
  const std::vector<std::array<Index, 3>> expected = {{0, 0, 0}, {0, 0, 1}, {0, 1, 1}, {0, 1, 0}};
  BOOST_TEST(seen == expected);
  BOOST_TEST(close(last, select(result.state.c, 0, 0)));
  observer.remove();
  handle(input_of(2));
  BOOST_TEST(seen.size() == 4u);
}

BOOST_AUTO_TEST_SUITE_END()
