// Models that run over segments: states and gradients of truncated BPTT (back-propagation through time).
#include <boost/test/unit_test.hpp>

#include "data/examples.hpp"
#include "support/close.hpp"
#include "support/misuse.hpp"
#include <limits>
#include <optional>

using namespace xgrad;
using namespace xgrad::nn::data;
using namespace test;

BOOST_AUTO_TEST_SUITE(truncated_bptt)

namespace {

constexpr Tolerance kRounding{.absolute = 1e-14, .relative = 1e-14};

nn::LSTM make_lstm() {
  manual_seed(1);
  nn::LSTM lstm({.input_size = 2, .hidden_size = 3});
  lstm.to(float64);
  return lstm;
}

Tensor series() {
  Generator generator(2);
  return randn({61, 2}, float64, generator);
}

// The gradient of the sum of the outputs with a target, for each segment of an epoch.
std::vector<Tensor> gradients(const nn::LSTM& lstm, const StreamOptions& options) {
  std::vector<Tensor> all;
  nn::State state;
  Streams streams(series(), options);
  for (const Segment& segment : streams) {
    auto [output, next] = run_segment(lstm, segment, state);
    BOOST_TEST(output.size(0) == segment.target.size(0));
    all.push_back(grad({sum(output)}, {lstm.parameters()[0]})[0]);
    state = next;
  }
  return all;
}

// These gradients by their definition: the series from its start for each segment, with a state that is cut from
// the graph where gradients end.
std::vector<Tensor> reference(const nn::LSTM& lstm, Index k1, Index k2) {
  const Index row = 30;
  const Tensor x = series();
  const Tensor rows = stack({narrow(x, 0, 0, row), narrow(x, 0, row, row)}, 1);
  std::vector<Tensor> all;
  for (Index loss = 0; loss < row; loss += k1) {
    const Index end = std::min(loss + k1, row), recorded = std::max<Index>(0, end - k2);
    nn::State state;
    if (recorded > 0) state = lstm(narrow(rows, 0, 0, recorded)).state.detach();
    const Tensor output = lstm(narrow(rows, 0, recorded, end - recorded), state).output;
    const Tensor counted = narrow(output, 0, loss - recorded, end - loss);
    all.push_back(grad({sum(counted)}, {lstm.parameters()[0]})[0]);
  }
  return all;
}

}  // namespace

// With fixed weights, burn-in reaches the states that the reference computes from the start.
BOOST_AUTO_TEST_CASE(run_segment_has_the_gradients_of_k1_and_k2) {
  const nn::LSTM lstm = make_lstm();
  for (const auto& [k1, k2] : std::vector<std::pair<Index, Index>>{
           {5, 5}, {5, 10}, {4, 9}, {1, 6}, {7, 7}, {7, 30}, {30, 30}}) {
    for (const Index burn_in : {0, 3, 12}) {
      BOOST_TEST_CONTEXT("k1 " << k1 << ", k2 " << k2 << ", burn-in " << burn_in) {
        const StreamOptions options = {.batch_size = 2, .k1 = k1, .k2 = k2, .burn_in = burn_in};
        BOOST_TEST(close(gradients(lstm, options), reference(lstm, k1, k2), kRounding));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(run_segment_equals_the_model_for_default_options) {
  const nn::LSTM lstm = make_lstm();
  Streams streams(series(), {.batch_size = 2, .k1 = 4});
  nn::State state;
  for (const Segment& segment : streams) {
    const auto [output, next] = lstm(segment.input, state, {.reset = segment.reset});
    const auto ours = run_segment(lstm, segment, state);
    BOOST_TEST(close(ours.output, output));
    BOOST_TEST(close(ours.state.c, next.c));
    BOOST_TEST(!ours.state.h.requires_grad());
    state = next.detach();
  }
}

namespace {

// The gradients of all parameters, as they are in memory.
std::vector<std::vector<float>> gradients_of(const Tensor& loss,
                                             const std::vector<Tensor>& parameters) {
  std::vector<std::vector<float>> all;
  for (const Tensor& gradient : grad({loss}, parameters))
    all.push_back(gradient.to_vector<float>());
  return all;
}

// One segment of all T time steps, k1 = k2 = T, and the layer alone over the whole series.
template <class Layer>
void check_full_bptt(const Layer& layer, Index time, Index batch) {
  Generator generator(3);
  const Tensor x = randn({time * batch + 1, 3}, float32, generator);
  std::vector<Tensor> columns;
  for (Index row = 0; row < batch; ++row) columns.push_back(narrow(x, 0, row * time, time));
  const Tensor rows = stack(columns, 1);
  const std::vector<Tensor> parameters = layer.parameters();
  const Tensor full = layer(rows).output;
  const auto expected = gradients_of(mean(square(full)), parameters);
  for (const std::optional<Index> k2 : {std::optional<Index>(time), std::optional<Index>()}) {
    Streams streams(x, {.batch_size = batch, .k1 = time, .k2 = k2});
    BOOST_TEST(streams.size() == 1);
    const Tensor output = run_segment(layer, *streams.next(), {}).output;
    BOOST_TEST(output.to_vector<float>() == full.to_vector<float>());
    BOOST_TEST((gradients_of(mean(square(output)), parameters) == expected));
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(truncation_after_all_time_steps_is_bitwise_full_bptt) {
  for (const Index time : {1, 30, 200}) {
    for (const Index batch : {1, 5}) {
      BOOST_TEST_CONTEXT(time << " time steps, batch " << batch) {
        manual_seed(1);
        check_full_bptt(nn::LSTM({.input_size = 3, .hidden_size = 17, .num_layers = 2}), time,
                        batch);
        check_full_bptt(nn::GRU({.input_size = 3, .hidden_size = 8}), time, batch);
        check_full_bptt(nn::RNN({.input_size = 3, .hidden_size = 5}), time, batch);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(run_segment_records_no_burn_in) {
  const nn::LSTM lstm = make_lstm();
  Index recorded = 0, unrecorded = 0;
  const auto model = [&](const Tensor& input, const nn::State& state,
                         const nn::Sequences& sequences) {
    (grad_enabled() ? recorded : unrecorded) += input.size(0);
    return lstm(input, state, sequences);
  };
  Streams streams(series(), {.batch_size = 2, .k1 = 5, .burn_in = 3});
  nn::State state;
  for (const Segment& segment : streams) state = run_segment(model, segment, state).state;
  BOOST_TEST(recorded == 30);
  BOOST_TEST(unrecorded == 5 * 3);
  const NoGrad off;
  run_segment(model, *streams.next(), {});
  BOOST_TEST(recorded == 30);
}

BOOST_AUTO_TEST_CASE(epochs_start_without_the_state_of_the_last_one) {
  const nn::LSTM lstm = make_lstm();
  Streams streams(series(), {.batch_size = 2, .k1 = 30});
  const auto first = run_segment(lstm, *streams.next(), {});
  streams.end_epoch();
  BOOST_TEST(close(run_segment(lstm, *streams.next(), first.state).output, first.output));
}

BOOST_AUTO_TEST_CASE(reset_state_clears_the_chosen_rows) {
  const nn::State state{.h = counted({2, 3, 2}), .others = {counted({1, 3, 1})}};
  const Tensor rows = constant<bool>({3}, {false, true, false});
  const nn::State reset = reset_state(state, rows);
  BOOST_TEST(values(reset.h) == (std::vector<double>{0, 1, 0, 0, 4, 5, 6, 7, 0, 0, 10, 11}));
  BOOST_TEST(!reset.c.defined());
  BOOST_TEST(values(reset.others[0]) == (std::vector<double>{0, 0, 2}));
  BOOST_TEST(values(reset_state({.h = counted({3, 1, 2})}, rows, -3).h) ==
             (std::vector<double>{0, 1, 0, 0, 4, 5}));
  BOOST_TEST(values(reset_state({.h = counted({3, 2})}, rows).h) ==
             (std::vector<double>{0, 1, 0, 0, 4, 5}));
  BOOST_TEST(values(reset_state({.h = counted({2, 3, 1})}, rows, 1).h) ==
             (std::vector<double>{0, 0, 2, 3, 0, 5}));
  BOOST_TEST(values(reset_state({.h = counted({3, 2})}, rows, 0).h) ==
             (std::vector<double>{0, 1, 0, 0, 4, 5}));
  // NaN does not survive either.
  const double nan = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(values(reset_state({.h = constant({1, 1}, {nan})}, constant<bool>({1}, {true})).h) ==
             std::vector<double>{0});
}

BOOST_AUTO_TEST_CASE(reset_state_refuses_other_rows) {
  const nn::State state{.h = counted({2, 3, 2})};
  check_message([&] { reset_state(state, counted({3})); },
                "reset_state: rows are float64, expected bool");
  check_message(
      [&] {
        reset_state(state, constant<bool>({2}, {true, false}));
      },
      "reset_state: rows [2] for a state [2, 3, 2], expected one element for each row of "
      "axis -2");
  BOOST_CHECK_THROW(reset_state(state, constant<bool>({3}, {true, false, true}), 3), IndexError);
}

BOOST_AUTO_TEST_SUITE_END()
