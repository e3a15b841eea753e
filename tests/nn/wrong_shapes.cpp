// What recurrent layers and cells say to wrong sizes, lengths and options.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/nn.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support/misuse.hpp"
#include <functional>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(wrong_shapes)

using Options = nn::RecurrentOptions;

namespace {

constexpr Index kInput = 3, kHidden = 5, kLayers = 2, kBatch = 4, kTime = 6, kWrong = 7;

// A layer that is called with a state of right shape but for h, or c.
struct Target {
  const char* title;
  const char* state;
  std::function<void(const Tensor& input, const Tensor& state)> call;
};

const Options kOptions = {.input_size = kInput, .hidden_size = kHidden, .num_layers = kLayers};

std::vector<Target> targets() {
  const nn::RNN rnn(kOptions);
  const nn::GRU gru(kOptions);
  const nn::LSTM lstm(kOptions);
  const auto right = [](const Tensor& input) { return zeros({kLayers, input.size(1), kHidden}); };
  return {{"RNN 3 -> 5, 2 layers", "h",
           [=](const Tensor& x, const Tensor& h) { rnn(x, nn::State{h}); }},
          {"GRU 3 -> 5, 2 layers, update_gate replace", "h",
           [=](const Tensor& x, const Tensor& h) { gru(x, nn::State{h}); }},
          {"LSTM 3 -> 5, 2 layers", "h",
           [=](const Tensor& x, const Tensor& h) {
             lstm(x, nn::State{h, right(x)});
           }},
          {"LSTM 3 -> 5, 2 layers", "c", [=](const Tensor& x, const Tensor& c) {
             lstm(x, nn::State{right(x), c});
           }}};
}

std::string state_message(const Target& target, const std::string& found, Index batch) {
  return std::string("model (") + target.title + "): state." + target.state + " is " + found +
         ", expected [layers * directions, batch, hidden_size] = [2, " + std::to_string(batch) +
         ", 5]\n  hint: an undefined state is the initial state";
}

Tensor input() {
  return zeros({kTime, kBatch, kInput});
}

// A change of the options above.
template <class F>
Options with(const F& change) {
  Options options = kOptions;
  change(options);
  return options;
}

const std::vector<test::Misuse>& misuses() {
  static const nn::LSTM projected(with([](Options& o) { o.proj_size = 2; }));
  static const nn::GRU batch_first(
      with([](Options& o) { o.batch_first = o.state_batch_first = true; }));
  static const nn::RNN rnn(kOptions);
  static const nn::SLSTM slstm(kOptions);
  static const nn::LSTMCell lstm_cell({.input_size = kInput, .hidden_size = kHidden});
  static const nn::RNNCell rnn_cell({.input_size = kInput, .hidden_size = kHidden});
  static const std::vector<test::Misuse> table = {
      {"model (LSTM 3 -> 5 -> 2, 2 layers): state.h is [2, 4, 5], expected [layers * directions, "
       "batch, proj_size] = [2, 4, 2]\n  hint: an undefined state is the initial state",
       [] {
         projected(input(), nn::State{zeros({2, 4, 5}), zeros({2, 4, 5})});
       }},
      {"model (LSTM 3 -> 5 -> 2, 2 layers): state.c is [2, 4, 2], expected [layers * directions, "
       "batch, hidden_size] = [2, 4, 5]",
       [] {
         projected(input(), nn::State{zeros({2, 4, 2}), zeros({2, 4, 2})});
       }},
      {"model (GRU 3 -> 5, 2 layers, update_gate replace): state.h is [2, 4, 5], expected [batch, "
       "layers * directions, "
       "hidden_size] = [4, 2, 5]",
       [] {
         batch_first(zeros({4, 6, 3}), nn::State{zeros({2, 4, 5})});
       }},
      {"model (SLSTM 3 -> 5, 2 layers): state.others[1] is [2, 4, 7], expected [layers * "
       "directions, batch, hidden_size] = [2, 4, 5]",
       [] {
         slstm(input(), nn::State{{}, {}, {zeros({2, 4, 5}), zeros({2, 4, 7})}});
       }},
      {"model (RNN 3 -> 5, 2 layers): state.others[0] [2, 4, 5] was given, but a RNN has only h",
       [] {
         rnn(input(), nn::State{{}, {}, {zeros({2, 4, 5})}});
       }},

      {"model (RNN 3 -> 5, 2 layers): 3 lengths were given for 4 sequences, input [6, 4, 3]",
       [] {
         rnn(input(), nn::Sequences{.lengths = {6, 6, 6}});
       }},
      {"model (RNN 3 -> 5, 2 layers): lengths[2] is 7, but input [6, 4, 3] has 6 time steps\n  "
       "hint: the layout is [time, batch, features]",
       [] {
         rnn(input(), nn::Sequences{.lengths = {6, 6, 7, 6}});
       }},
      {"model (GRU 3 -> 5, 2 layers, update_gate replace): lengths[0] is -1, but input [4, 6, 3] "
       "has 6 time steps\n  "
       "hint: the layout is [batch, time, features], because batch_first is true",
       [] {
         batch_first(zeros({4, 6, 3}), nn::Sequences{.lengths = {-1, 6, 6, 6}});
       }},
      {"model (RNN 3 -> 5, 2 layers): reset is [4, 6], expected [6, 4], a flag for each step of "
       "input [6, 4, 3]",
       [] {
         rnn(input(), nn::Sequences{.reset = zeros({4, 6}, bool_)});
       }},
      {"model (RNN 3 -> 5, 2 layers): reset is float32, expected bool\n  hint: compare, as in "
       "eq(done, 1)",
       [] {
         rnn(input(), nn::Sequences{.reset = zeros({6, 4})});
       }},
      {"model (RNN 3 -> 5, 2 layers): packed input [5, 2, 3] has 3 axes, expected [sum of lengths, "
       "3]",
       [] {
         rnn(nn::PackedSequence{zeros({5, 2, 3}), {2, 2, 1}});
       }},
      {"model (RNN 3 -> 5, 2 layers): input [5, 7] has 7 features on its last axis, expected "
       "input_size = 3\n  hint: a packed input is [sum of lengths, features]",
       [] {
         rnn(nn::PackedSequence{zeros({5, 7}), {2, 2, 1}});
       }},

      {"model (LSTMCell 3 -> 5): state.c is [7, 5], expected [batch, hidden_size] = [4, 5]",
       [] {
         lstm_cell(zeros({4, 3}), nn::State{zeros({4, 5}), zeros({7, 5})});
       }},
      {"model (RNNCell 3 -> 5): state.h is [4, 7], expected [batch, hidden_size] = [4, 5]",
       [] {
         rnn_cell(zeros({4, 3}), nn::State{zeros({4, 7})});
       }},
      {"model (RNNCell 3 -> 5): input [4, 7] has 7 features on its last axis, expected input_size "
       "= 3",
       [] {
         rnn_cell(zeros({4, 7}));
       }},

      {"recurrent layer: proj_size is 5, must be less than hidden_size = 5",
       [] { nn::LSTM(with([](Options& o) { o.proj_size = 5; })); }},
      {"recurrent layer: proj_size is -2, must not be negative\n  hint: 0 stands for no projection",
       [] { nn::LSTM(with([](Options& o) { o.proj_size = -2; })); }},
      {"recurrent layer: proj_size is 2, but this cell's formula takes h, of hidden_size elements\n"
       "  hint: an LSTM has projections",
       [] { nn::GRU(with([](Options& o) { o.proj_size = 2; })); }},
      {"recurrent layer: proj_size is 2, but this cell's step takes h of hidden_size elements\n"
       "  hint: an LSTM has projections",
       [] { nn::LayerNormLSTM(with([](Options& o) { o.proj_size = 2; })); }},
      {"recurrent layer: proj_size is 2, but this cell has no weight_hh that would read the "
       "projected h\n  hint: put an nn::Linear behind the layer",
       [] { nn::SRU(with([](Options& o) { o.proj_size = 2; })); }},
      {"recurrent layer: merge is set, but bidirectional is false",
       [] { nn::GRU(with([](Options& o) { o.merge = nn::Merge::sum; })); }},
      {"recurrent layer: zoneout_hidden is 1.5, must be in [0, 1]",
       [] { nn::GRU(with([](Options& o) { o.regularization.zoneout_hidden = 1.5; })); }},
      {"recurrent layer: zoneout_cell is 0.5, but this cell has only h",
       [] { nn::GRU(with([](Options& o) { o.regularization.zoneout_cell = 0.5; })); }},
      {"recurrent layer: zoneout_cell is 0.5, but this cell has states that belong together",
       [] { nn::SLSTM(with([](Options& o) { o.regularization.zoneout_cell = 0.5; })); }},
      {"recurrent layer: recurrent_dropout, weight_drop or weight_norm is set, but this cell has "
       "no "
       "weight_hh",
       [] { nn::MinGRU(with([](Options& o) { o.regularization.weight_drop = 0.5; })); }},
      {"model (RNN 3 -> 5, 2 layers): input_dropout drops features, but the input holds class "
       "indices\n  hint: put an nn::Embedding before the layer",
       [] {
         nn::RNN(with([](Options& o) { o.regularization.input_dropout = 0.5; }))(
             zeros({6, 4}, int64));
       }},
  };
  return table;
}

}  // namespace

BOOST_AUTO_TEST_CASE(messages_for_wrong_shapes_of_inputs_and_states) {
  for (const Target& target : targets()) {
    const auto said = [&](const Shape& x, const Shape& state) {
      return test::message_of([&] { target.call(zeros(x), zeros(state)); });
    };
    const Shape right = {kTime, kBatch, kInput}, state = {kLayers, kBatch, kHidden};
    BOOST_TEST(said(right, state) == "nothing was thrown");
    // The batch of the input, and of the state; its size and its layers.
    BOOST_TEST(said({kTime, kWrong, kInput}, state) == state_message(target, "[2, 4, 5]", kWrong));
    BOOST_TEST(said(right, {kLayers, kWrong, kHidden}) ==
               state_message(target, "[2, 7, 5]", kBatch));
    BOOST_TEST(said(right, {kLayers, kBatch, kWrong}) ==
               state_message(target, "[2, 4, 7]", kBatch));
    BOOST_TEST(said(right, {kWrong, kBatch, kHidden}) ==
               state_message(target, "[7, 4, 5]", kBatch));
    // The size of the input.
    BOOST_TEST(said({kTime, kBatch, kWrong}, state) ==
               std::string("model (") + target.title +
                   "): input [6, 4, 7] has 7 features on its last axis, expected "
                   "input_size = 3\n  hint: the layout is [time, batch, features]; pass "
                   ".batch_first = true for [batch, time, features]");
  }
}

BOOST_DATA_TEST_CASE(messages_for_other_wrong_shapes, boost::unit_test::data::make(misuses()),
                     misuse) {
  test::check_message(misuse.use, misuse.message);
}

BOOST_AUTO_TEST_SUITE_END()
