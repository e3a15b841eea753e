// Sequences of different lengths through recurrent layers: PyTorch's values, each sequence as if it
// were alone, and padding that nobody reads.
#include "golden/variable_length.hpp"

#include <xgrad/autograd/gradcheck.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/recurrent.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "nn/golden_recurrent.hpp"
#include <limits>
#include <memory>
#include <ostream>

using namespace xgrad;

namespace {

using Lengths = std::vector<Index>;

// Of the golden programs.
const Lengths kLengths = {5, 2, 7, 1};
const nn::RecurrentOptions kTwoWays = {
    .input_size = 3, .hidden_size = 4, .num_layers = 2, .bidirectional = true, .dtype = float64};

// Those of a projected LSTM, and of PyTorch's GRU.
nn::RecurrentOptions projected() {
  nn::RecurrentOptions options = kTwoWays;
  options.proj_size = 2;
  return options;
}
nn::RecurrentOptions keep() {
  nn::RecurrentOptions options = kTwoWays;
  options.update_gate = nn::UpdateGate::keep;
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

struct Kind {
  const char* name;
  nn::RecurrentOptions options;
  std::unique_ptr<nn::RecurrentBase> (*make)(const nn::RecurrentOptions&);
};

std::ostream& operator<<(std::ostream& stream, const Kind& kind) {
  return stream << kind.name;
}

template <class Layer>
std::unique_ptr<nn::RecurrentBase> make(const nn::RecurrentOptions& options) {
  return std::make_unique<Layer>(options);
}

const Kind kKinds[] = {{"RNN", kTwoWays, &make<nn::RNN>},
                       {"LSTM", kTwoWays, &make<nn::LSTM>},
                       {"LSTM, projected", projected(), &make<nn::LSTM>},
                       {"GRU", keep(), &make<nn::GRU>}};

std::vector<Tensor> gradients_of(const nn::RecurrentBase& layer, const Tensor& loss) {
  return grad({loss}, layer.parameters());
}

Tensor weighted(const Tensor& x) {
  return sum(mul(x, test::recipe(7, x.shape())));
}

// States of sequence b alone, with their batch axis.
nn::State state_of(const nn::State& state, Index b) {
  nn::State own;
  own.h = narrow(state.h, 1, b, 1);
  if (state.c.defined()) own.c = narrow(state.c, 1, b, 1);
  return own;
}

nn::State first_state(const nn::RecurrentOptions& options, bool has_c, Index batch) {
  const Index rows = options.num_layers * (options.bidirectional ? 2 : 1);
  const Index size = options.proj_size > 0 ? options.proj_size : options.hidden_size;
  nn::State state{test::recipe(1, {rows, batch, size})};
  if (has_c) state.c = test::recipe(2, {rows, batch, options.hidden_size});
  return state;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(variable_length)

BOOST_AUTO_TEST_CASE(equals_pytorch) {
  namespace expected = golden::variable_length;
  const Shape input = {7, 4, 3};
  for (const auto way : kWays) {
    test::check_recurrent<nn::RNN>(kTwoWays, expected::rnn_tanh::results, input, way);
    test::check_recurrent<nn::LSTM>(kTwoWays, expected::lstm::results, input, way);
    test::check_recurrent<nn::LSTM>(projected(), expected::lstm_projected::results, input, way);
    test::check_recurrent<nn::GRU>(keep(), expected::gru::results, input, way);
  }
}

BOOST_DATA_TEST_CASE(each_sequence_runs_as_if_alone, boost::unit_test::data::make(kKinds), kind) {
  const auto layer = kind.make(kind.options);
  const Lengths lengths = {3, 0, 6, 1, 6};
  const Tensor x = test::recipe(3, {6, 5, 3});
  const nn::State first = first_state(kind.options, kind.make == &make<nn::LSTM>, 5);
  const auto [output, last] = layer->forward(x, first, {.lengths = lengths});
  Tensor loss = zeros({}, float64);
  for (Index b = 0; b < 5; ++b) {
    const Index length = lengths[static_cast<std::size_t>(b)];
    const auto alone = layer->forward(narrow(narrow(x, 1, b, 1), 0, 0, length), state_of(first, b));
    const nn::State own = state_of(last, b);
    BOOST_TEST(test::distance(own.h, alone.state.h) < 1e-14);
    if (own.c.defined()) BOOST_TEST(test::distance(own.c, alone.state.c) < 1e-14);
    const Tensor part = narrow(output, 1, b, 1);
    BOOST_TEST(test::distance(narrow(part, 0, 0, length), alone.output) < 1e-14);
    BOOST_TEST(test::distance(narrow(part, 0, length, 6 - length),
                              zeros({6 - length, 1, layer->output_size()}, float64)) == 0);
    const Tensor weights = narrow(test::recipe(7, output.shape()), 1, b, 1);
    loss = add(loss, sum(mul(alone.output, narrow(weights, 0, 0, length))));
  }
  const auto together = gradients_of(*layer, weighted(output)), alone = gradients_of(*layer, loss);
  for (std::size_t i = 0; i < alone.size(); ++i) {
    BOOST_TEST(test::distance(together[i], alone[i]) < 1e-13);
  }
}

BOOST_DATA_TEST_CASE(padding_is_never_read, boost::unit_test::data::make(kKinds), kind) {
  const auto layer = kind.make(kind.options);
  const Tensor clean = test::recipe(3, {7, 4, 3}).requires_grad_();
  const Tensor mask = unsqueeze(nn::sequence_mask(kLengths), -1);
  const Tensor spoiled =
      where(mask, clean.detach(), std::numeric_limits<double>::quiet_NaN()).requires_grad_();
  for (const auto way : kWays) {
    const auto expected = way(*layer, clean, {}), actual = way(*layer, spoiled, {});
    BOOST_TEST(test::distance(actual.output, expected.output) == 0);
    BOOST_TEST(test::distance(actual.state.h, expected.state.h) == 0);
    std::vector<Tensor> inputs = layer->parameters();
    inputs.push_back(clean);
    const auto of_clean = grad({weighted(expected.output)}, inputs);
    inputs.back() = spoiled;
    const auto of_spoiled = grad({weighted(actual.output)}, inputs);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      BOOST_TEST(test::distance(of_spoiled[i], of_clean[i]) == 0);
    }
    BOOST_TEST(test::distance(where(mask, 0.0, of_spoiled.back()), zeros_like(clean)) == 0);
  }
}

BOOST_DATA_TEST_CASE(layouts_agree, boost::unit_test::data::make(kKinds), kind) {
  const auto layer = kind.make(kind.options);
  nn::RecurrentOptions options = kind.options;
  options.batch_first = true;
  const auto swapped = kind.make(options);
  swapped->load_state_dict(layer->state_dict());
  const Tensor x = test::recipe(3, {7, 4, 3});
  const auto [output, last] = layer->forward(x, {.lengths = kLengths});
  const auto other = swapped->forward(transpose(x, 0, 1), {.lengths = kLengths});
  BOOST_TEST(test::distance(transpose(other.output, 0, 1), output) < 1e-15);
  BOOST_TEST(test::distance(other.state.h, last.h) < 1e-15);
  // All of one length, and a single sequence.
  BOOST_TEST(test::distance(layer->forward(x, {.lengths = {7, 7, 7, 7}}).output,
                            layer->forward(x).output) == 0);
  const Tensor single = select(x, 1, 0);
  BOOST_TEST(test::distance(narrow(layer->forward(single, {.lengths = {5}}).output, 0, 0, 5),
                            layer->forward(narrow(single, 0, 0, 5)).output) < 1e-15);
}

BOOST_DATA_TEST_CASE(class_numbers, boost::unit_test::data::make(kKinds), kind) {
  const auto layer = kind.make(kind.options);
  const Lengths lengths = {2, 3};
  const Tensor classes = tensor({{0, 2}, {1, 2}, {-100, 0}});  // what is padding is not read
  const Tensor rows = one_hot(tensor({{0, 2}, {1, 2}, {0, 0}}), 3, float64);
  const auto looked_up = layer->forward(classes, {.lengths = lengths});
  const auto multiplied = layer->forward(rows, {.lengths = lengths});
  BOOST_TEST(test::distance(looked_up.output, multiplied.output) < 1e-15);
  const nn::PackedSequence packed =
      nn::pack_padded_sequence(classes, lengths, {.enforce_sorted = false});
  BOOST_TEST(test::distance(layer->forward(packed).state.h, multiplied.state.h) < 1e-15);
}

BOOST_DATA_TEST_CASE(derivatives, boost::unit_test::data::make(kKinds), kind) {
  nn::RecurrentOptions options = kind.options;
  options.num_layers = 1;
  options.hidden_size = 3;
  const auto layer = kind.make(options);
  const auto function = [&](const std::vector<Tensor>& t) {
    return layer->forward(t[0], {.lengths = {2, 0, 3}}).output;
  };
  const Tensor x = test::recipe(3, {3, 3, 3}).requires_grad_();
  const GradcheckResult first = gradcheck(function, {x}), second = gradgradcheck(function, {x});
  BOOST_TEST(first.ok, first.message);
  BOOST_TEST(second.ok, second.message);
}

BOOST_AUTO_TEST_SUITE_END()
