// Where recurrent layers begin: resets in the middle of sequences, and states given in part.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/recurrent.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "recurrent/small_layers.hpp"

using namespace xgrad;
using namespace test;

BOOST_AUTO_TEST_SUITE(episodes)

using Tensors = std::vector<Tensor>;

namespace {

const auto kEveryLayer = boost::unit_test::data::make(every_layer());

// A run of steps of one sequence that is reset, or starts with the state that is given.
struct Episode {
  Index sequence, begin, end;
  bool anew;
};

// The lengths are not sorted; the first step of a sequence may be a reset, and flags behind the end
// of a sequence are not read.
const std::vector<Index> kLengths = {4, 6, 3};
const std::vector<Episode> kEpisodes = {{0, 0, 2, false}, {0, 2, 4, true}, {1, 0, 1, true},
                                        {1, 1, 5, true},  {1, 5, 6, true}, {2, 0, 3, false}};
Tensor reset_flags() {
  return tensor({{false, true, false},
                 {false, true, false},
                 {true, false, false},
                 {false, false, true},
                 {true, false, true},
                 {false, true, false}});
}

// What a layer begins with where nothing is given: its state after no steps.
nn::State beginning(const nn::RecurrentBase& layer, const Tensor& no_steps) {
  return layer.forward(no_steps).state;
}

// A state whose rows [forward, backward, forward, ...] come from one for each direction.
nn::State by_direction(const nn::State& forward, const nn::State& backward) {
  Tensors rows;
  const Tensors ahead = forward.tensors(), back = backward.tensors();
  for (std::size_t i = 0; i < ahead.size(); ++i) {
    Tensors parts = unbind(ahead[i]);
    const Tensors others = unbind(back[i]);
    for (std::size_t row = 1; row < parts.size(); row += 2) parts[row] = others[row];
    rows.push_back(stack(parts));
  }
  return nn::State::of(rows);
}

}  // namespace

BOOST_DATA_TEST_CASE(each_episode_runs_as_if_alone, kEveryLayer, kind) {
  for (const bool learned : {false, true}) {
    const auto layer = make(kind, {.input_size = kInput,
                                   .hidden_size = kHidden,
                                   .num_layers = 2,
                                   .batch_first = true,
                                   .bidirectional = true,
                                   .learned_state = learned});
    set_initial_states(*layer);
    const Tensor x = recipe(1, {3, 6, kInput});
    const nn::State given = layer->forward(recipe(4, {3, 3, kInput})).state.detach();
    const auto together =
        layer->forward(x, given, {.lengths = kLengths, .reset = transpose(reset_flags(), 0, 1)});

    for (const Episode& episode : kEpisodes) {
      const Index sequence = episode.sequence, steps = episode.end - episode.begin;
      const Index length = kLengths[static_cast<std::size_t>(sequence)];
      const auto own = [&](const Tensor& states) { return narrow(states, 1, sequence, 1); };
      const nn::State anew = beginning(*layer, zeros({1, 0, kInput}, float64));
      const nn::State first = mapped(given, own), last = mapped(together.state, own);
      const auto alone = layer->forward(
          narrow(narrow(x, 0, sequence, 1), 1, episode.begin, steps),
          by_direction(episode.anew ? anew : first, episode.end < length ? anew : first));
      const Tensor output =
          narrow(narrow(together.output, 0, sequence, 1), 1, episode.begin, steps);
      BOOST_TEST(close(output, alone.output, kRounding));
      // Forward the last episode ends with the last state, backward the first one.
      BOOST_TEST(close(by_direction(episode.end == length ? last : alone.state,
                                    episode.begin == 0 ? last : alone.state),
                       alone.state, kRounding));
    }
  }
}

BOOST_DATA_TEST_CASE(missing_states_are_initial_states, kEveryLayer, kind) {
  for (const bool learned : {false, true}) {
    const auto layer = make(kind, {.input_size = kInput,
                                   .hidden_size = kHidden,
                                   .bidirectional = true,
                                   .learned_state = learned});
    set_initial_states(*layer);
    const Tensors given = state_of(*layer).tensors();
    const Tensors anew = beginning(*layer, zeros({0, 2, kInput}, float64)).tensors();
    for (std::size_t missing = 0; missing < kind.states; ++missing) {
      Tensors some = given, all = given;
      some[missing] = Tensor();
      all[missing] = anew[missing];
      const auto found = layer->forward(input_of(), nn::State::of(some));
      const auto expected = layer->forward(input_of(), nn::State::of(all));
      BOOST_TEST(close(found.output, expected.output));
      BOOST_TEST(close(found.state, expected.state));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
