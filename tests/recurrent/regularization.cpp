// What recurrent layers drop and keep at random, and weight normalisation, against the same thing
// done by hand.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/layers/dropout.hpp>
#include <xgrad/nn/recurrent.hpp>
#include <xgrad/nn/recurrent/init.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "recurrent/small_layers.hpp"

using namespace xgrad;
using namespace test;

BOOST_AUTO_TEST_SUITE(regularization)

using Options = nn::RecurrentOptions;
using Tensors = std::vector<Tensor>;

namespace {

const auto kEveryLayer = boost::unit_test::data::make(test::every_layer());

}  // namespace

BOOST_DATA_TEST_CASE(zoneout_of_everything_keeps_the_state, kEveryLayer, kind) {
  if (kind.states > 2) return;  // the states of an SLSTM belong together: see below
  const bool more = kind.states == 2;
  const auto layer =
      make(kind, {.input_size = kInput,
                  .hidden_size = kHidden,
                  .regularization = {.zoneout_hidden = 1, .zoneout_cell = more ? 1.0 : 0.0}});
  const nn::State state = state_of(*layer);
  BOOST_TEST(close(layer->forward(input_of(), state).state, state));
  layer->eval();
  BOOST_TEST(close(layer->forward(input_of(), state).state, state));
}

BOOST_AUTO_TEST_CASE(zoneout_of_h_alone_lets_the_other_states_of_an_slstm_go_on) {
  for (const double share : {0.25, 1.0}) {
    const nn::SLSTM with(options({.input_size = kInput,
                                  .hidden_size = kHidden,
                                  .regularization = {.zoneout_hidden = share}}));
    const nn::SLSTM without(options());
    without.load_state_dict(with.state_dict());
    const nn::State first = state_of(without);
    nn::State by_hand = first;
    for (const Tensor& x : split(input_of(), 1)) {
      const Tensor before = by_hand.h;
      by_hand = without(x, by_hand).state;
      by_hand.h = before * share + by_hand.h * (1 - share);
    }
    if (share == 1) BOOST_TEST(close(with(input_of(), first).state, by_hand, kRounding));
    with.eval();
    BOOST_TEST(close(with(input_of(), first).state, by_hand, kRounding));
  }
}

BOOST_AUTO_TEST_CASE(zoneout_chooses_units_in_training_and_mixes_in_inference) {
  const nn::LSTM with(options({.input_size = kInput,
                               .hidden_size = kHidden,
                               .regularization = {.zoneout_hidden = 0.25, .zoneout_cell = 0.5}}));
  const nn::LSTM without(options());
  without.load_state_dict(with.state_dict());
  const Tensor x = input_of(1, 2);
  const nn::State old = state_of(without), now = without(x, old).state;
  const nn::State some = with(x, old).state;
  for (const auto& [found, before, after] :
       {std::tuple{some.h, old.h, now.h}, {some.c, old.c, now.c}}) {
    const Tensor kept = eq(found, before), replaced = eq(found, after);
    BOOST_TEST(sum(to(kept, float64) + to(replaced, float64)).item<double>() == 2 * kHidden);
  }
  with.eval();
  const nn::State mixed = with(x, old).state;
  BOOST_TEST(close(mixed.h, old.h * 0.25 + now.h * 0.75, kRounding));
  BOOST_TEST(close(mixed.c, old.c * 0.5 + now.c * 0.5, kRounding));
}

BOOST_AUTO_TEST_CASE(zoneout_keeps_units_at_its_rate) {
  const nn::RNN rnn(
      {.input_size = 1, .hidden_size = 500, .regularization = {.zoneout_hidden = 0.3}});
  const Tensor h = rnn(ones({40, 5, 1})).output;
  const Tensor kept = eq(slice(h, 0, 1, 40), slice(h, 0, 0, 39));
  // 97500 draws: three standard deviations.
  BOOST_TEST(std::abs(mean(to(kept, float64)).item<double>() - 0.3) < 0.0045);
}

BOOST_AUTO_TEST_CASE(dropping_all_of_h_or_of_its_weight_is_a_weight_of_zero) {
  const nn::LSTM plain(options());
  const Tensor zero = zeros({4 * kHidden, kHidden}, float64);
  for (const Options& chosen :
       {Options{.input_size = kInput,
       .hidden_size = kHidden,
       .regularization = {.recurrent_dropout = 1}},
        Options{
            .input_size = kInput, .hidden_size = kHidden, .regularization = {.weight_drop = 1}}}) {
    const nn::LSTM dropped(options(chosen));
    plain.load_state_dict(dropped.state_dict());
    const nn::State state = state_of(plain);
    dropped.eval();
    BOOST_TEST(close(dropped(input_of(), state).output, plain(input_of(), state).output));
    dropped.train();
    plain.parameters()[1].set_data(zero);
    BOOST_TEST(
        close(dropped(input_of(), state).output, plain(input_of(), state).output, kRounding));
  }
}

// Drops nothing or all of a feature of a sequence, at all of its steps.
void check_locked(const Tensor& factors) {
  for (Index t = 1; t < factors.size(0); ++t) {
    BOOST_TEST(close(select(factors, 0, t), select(factors, 0, 0)));
  }
  const double kept = mean(to(ne(factors, 0.0), float64)).item<double>();
  BOOST_TEST(kept > 0.3);
  BOOST_TEST(kept < 0.7);
}

BOOST_AUTO_TEST_CASE(units_of_inputs_and_outputs_are_dropped_at_all_steps) {
  const Tensor x = ones({6, 4, 20}, float64).requires_grad_();
  const nn::IndRNN input({.input_size = 20,
                          .hidden_size = 4,
                          .dtype = float64,
                          .regularization = {.input_dropout = 0.5}});
  for (const Tensor& parameter : input.parameters())
    parameter.set_data(ones(parameter.shape(), float64) * 0.1);
  sum(input(x).output).backward();
  check_locked(div(x.grad(), maximum(max(x.grad(), {1, 2}, true), 1e-300)));

  const nn::GRU output({.input_size = 20,
                        .hidden_size = 20,
                        .dtype = float64,
                        .regularization = {.output_dropout = 0.5}});
  check_locked(to(ne(output(x).output, 0.0), float64));
  output.eval();
  BOOST_TEST(sum(to(eq(output(x).output, 0.0), float64)).item<double>() == 0);
}

BOOST_AUTO_TEST_CASE(units_of_h_are_dropped_at_all_steps) {
  const nn::RNN rnn(
      options({.input_size = 1, .hidden_size = 40, .regularization = {.recurrent_dropout = 0.5}}),
      {.nonlinearity = nn::Nonlinearity::relu});
  nn::init::identity_recurrent(rnn);
  const Tensor last =
      rnn(zeros({6, 4, 1}, float64), nn::State{.h = ones({1, 4, 40}, float64)}).state.h;
  // A unit that is dropped once is 0, one that never is has been doubled at each step.
  const Tensor kept = eq(last, 64.0), dropped = eq(last, 0.0);
  const auto share = [](const Tensor& flags) { return mean(to(flags, float64)).item<double>(); };
  BOOST_TEST(share(kept) + share(dropped) == 1);
  BOOST_TEST(share(kept) > 0.35);
  BOOST_TEST(share(kept) < 0.65);  // 160 draws: four standard deviations
  BOOST_TEST(max(abs(select(last, 1, 0) - select(last, 1, 1))).item<double>() == 64);
}

BOOST_AUTO_TEST_CASE(dropout_between_layers_may_share_its_mask_over_time) {
  Generator generator(3);
  const nn::LSTM lstm(options({.input_size = kInput,
                               .hidden_size = kHidden,
                               .num_layers = 2,
                               .dropout = 0.5,
                               .regularization = {.variational = true}}),
                      generator);
  const nn::LSTM lower(options());
  nn::LSTM upper({.input_size = 4, .hidden_size = 4, .dtype = float64});
  load_part(lower, lstm, "0");
  load_part(upper, lstm, "1");
  Generator same = generator;
  const Tensor below = lower(input_of()).output;
  const Tensor dropped = upper(nn::locked_dropout(below, 0.5, {}, same)).output;
  BOOST_TEST(close(lstm(input_of()).output, dropped, kRounding));
}

BOOST_AUTO_TEST_CASE(normalised_weights_do_not_depend_on_the_lengths_of_their_directions) {
  Generator generator(5);
  const nn::GRU plain(options(), generator);
  Generator same(5);
  const nn::GRU normalised(
      options(
          {.input_size = kInput, .hidden_size = kHidden, .regularization = {.weight_norm = true}}),
      same);
  const Tensor expected = plain(input_of()).output;
  BOOST_TEST(close(normalised(input_of()).output, expected, kRounding));
  for (const auto& [name, value] : normalised.named_parameters()) {
    if (name == "weight_hh_l0_v") value.set_data(value.detach() * 3.0);
  }
  BOOST_TEST(close(normalised(input_of()).output, expected, kRounding));
}

BOOST_AUTO_TEST_SUITE_END()
