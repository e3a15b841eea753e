// Sequences of different lengths through recurrent layers: PyTorch's values, each sequence as if it
// were alone, and padding that nobody reads.
#include "golden/variable_length.hpp"

#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/recurrent.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "recurrent/golden_recurrent.hpp"
#include "recurrent/own_cell.hpp"
#include "recurrent/small_layers.hpp"
#include <limits>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(variable_length)

namespace {

using Lengths = std::vector<Index>;

// Of the golden programs.
const Lengths kLengths = {5, 2, 7, 1};
const nn::RecurrentOptions kTwoWays = {
    .input_size = 3, .hidden_size = 4, .num_layers = 2, .bidirectional = true, .dtype = float64};

// Those of a projected LSTM.
nn::RecurrentOptions projected() {
  nn::RecurrentOptions options = kTwoWays;
  options.proj_size = 2;
  return options;
}

// The two ways to say where sequences end.
nn::RecurrentOutput run_padded(const nn::RecurrentBase& layer, const Tensor& x,
                               const nn::State& state) {
  return layer.forward(x, state, {.lengths = kLengths});
}
nn::RecurrentOutput run_packed(const nn::RecurrentBase& layer, const Tensor& x,
                               const nn::State& state) {
  const auto [output, last] =
      layer.forward(nn::pack_padded_sequence(x, kLengths, {.enforce_sorted = false}), state);
  return {nn::pad_packed_sequence(output).output, last};
}

constexpr auto kWays = {&run_padded, &run_packed};

// Every layer of the library, one with a projection and one of a cell of the user's own.
std::vector<test::LayerKind> kinds() {
  std::vector<test::LayerKind> all = test::every_layer();
  all.push_back({"LSTM, projected", 2, true, true,
                 [](const nn::RecurrentOptions& options, Generator& generator) {
                   nn::RecurrentOptions projected = options;
                   projected.proj_size = 2;
                   return test::made<nn::LSTM>(projected, generator);
                 }});
  all.push_back({"a cell of one's own", 1, true, false, test::made<nn::Recurrent<test::Leaky>>});
  return all;
}

const auto kKinds = boost::unit_test::data::make(kinds());

}  // namespace

BOOST_AUTO_TEST_CASE(sequences_of_different_lengths_match_pytorch) {
  namespace expected = golden::variable_length;
  const Shape input = {7, 4, 3};
  for (const auto way : kWays) {
    test::check_recurrent<nn::cells::RNN>(kTwoWays, expected::rnn_tanh::results, input, way);
    test::check_recurrent<nn::cells::LSTM>(kTwoWays, expected::lstm::results, input, way);
    test::check_recurrent<nn::cells::LSTM>(projected(), expected::lstm_projected::results, input,
                                           way);
    test::check_recurrent<nn::cells::GRU>(kTwoWays, expected::gru::results, input, way,
                                          {.update_gate = nn::UpdateGate::keep});
  }
}

BOOST_DATA_TEST_CASE(each_sequence_runs_as_if_alone, kKinds, kind) {
  // A normalisation divides by deviations that may be small, and its gradient does so twice.
  const bool normalised = std::string_view(kind.name).starts_with("LayerNorm");
  const double rounding = normalised ? 1e-13 : 1e-14;
  const auto layer = test::make(kind, kTwoWays);
  const Lengths lengths = {3, 0, 6, 1, 6};
  const Tensor x = test::recipe(3, {6, 5, 3});
  const nn::State first = layer->forward(test::recipe(4, {3, 5, 3})).state.detach();
  const auto [output, last] = layer->forward(x, first, {.lengths = lengths});
  Tensor loss = zeros({}, float64);
  for (Index b = 0; b < 5; ++b) {
    const Index length = lengths[static_cast<std::size_t>(b)];
    const auto own = [b](const Tensor& all) { return narrow(all, 1, b, 1); };
    const auto alone = layer->forward(narrow(own(x), 0, 0, length), test::mapped(first, own));
    BOOST_TEST(test::close(test::mapped(last, own), alone.state, {.absolute = rounding}));
    const Tensor part = own(output);
    BOOST_TEST(test::close(narrow(part, 0, 0, length), alone.output, {.absolute = rounding}));
    BOOST_TEST(test::close(narrow(part, 0, length, 6 - length),
                           zeros({6 - length, 1, layer->output_size()}, float64)));
    const Tensor weights = own(test::recipe(7, output.shape()));
    loss = add(loss, sum(mul(alone.output, narrow(weights, 0, 0, length))));
  }
  BOOST_TEST(test::close(grad({test::weighted(output)}, layer->parameters()),
                         grad({loss}, layer->parameters()),
                         normalised ? test::Tolerance{.absolute = 3e-11} : test::kRounding));
}

BOOST_DATA_TEST_CASE(padding_is_never_read, kKinds, kind) {
  const auto layer = test::make(kind, kTwoWays);
  const Tensor clean = test::recipe(3, {7, 4, 3}).requires_grad_();
  const Tensor mask = unsqueeze(nn::sequence_mask(kLengths), -1);
  const Tensor spoiled =
      where(mask, clean.detach(), std::numeric_limits<double>::quiet_NaN()).requires_grad_();
  for (const auto way : kWays) {
    const auto expected = way(*layer, clean, {}), actual = way(*layer, spoiled, {});
    BOOST_TEST(test::close(actual.output, expected.output));
    BOOST_TEST(test::close(actual.state, expected.state));
    std::vector<Tensor> inputs = layer->parameters();
    inputs.push_back(clean);
    const auto of_clean = grad({test::weighted(expected.output)}, inputs);
    inputs.back() = spoiled;
    const auto of_spoiled = grad({test::weighted(actual.output)}, inputs);
    BOOST_TEST(test::close(of_spoiled, of_clean));
    BOOST_TEST(test::close(where(mask, 0.0, of_spoiled.back()), zeros_like(clean)));
  }
}

BOOST_DATA_TEST_CASE(batch_first_and_time_first_agree, kKinds, kind) {
  const auto layer = test::make(kind, kTwoWays);
  nn::RecurrentOptions options = kTwoWays;
  options.batch_first = true;
  const auto swapped = test::make(kind, options);
  swapped->load_state_dict(layer->state_dict());
  const Tensor x = test::recipe(3, {7, 4, 3});
  const auto [output, last] = layer->forward(x, {.lengths = kLengths});
  const auto other = swapped->forward(transpose(x, 0, 1), {.lengths = kLengths});
  BOOST_TEST(test::close(transpose(other.output, 0, 1), output, {.absolute = 1e-15}));
  BOOST_TEST(test::close(other.state, last, {.absolute = 1e-15}));
  // All of one length, and a single sequence.
  BOOST_TEST(
      test::close(layer->forward(x, {.lengths = {7, 7, 7, 7}}).output, layer->forward(x).output));
  const Tensor single = select(x, 1, 0);
  BOOST_TEST(test::close(narrow(layer->forward(single, {.lengths = {5}}).output, 0, 0, 5),
                         layer->forward(narrow(single, 0, 0, 5)).output, {.absolute = 1e-15}));
}

BOOST_DATA_TEST_CASE(class_indices_equal_one_hot_rows, kKinds, kind) {
  const auto layer = test::make(kind, kTwoWays);
  const Lengths lengths = {2, 3};
  const Tensor classes = tensor({{0, 2}, {1, 2}, {-100, 0}});  // what is padding is not read
  const Tensor rows = one_hot(tensor({{0, 2}, {1, 2}, {0, 0}}), 3, float64);
  const auto looked_up = layer->forward(classes, {.lengths = lengths});
  const auto multiplied = layer->forward(rows, {.lengths = lengths});
  BOOST_TEST(test::close(looked_up.output, multiplied.output, {.absolute = 1e-15}));
  const nn::PackedSequence packed =
      nn::pack_padded_sequence(classes, lengths, {.enforce_sorted = false});
  BOOST_TEST(test::close(layer->forward(packed).state, multiplied.state, {.absolute = 1e-15}));
}

BOOST_AUTO_TEST_SUITE_END()
