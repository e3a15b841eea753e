// RNNCell, LSTMCell and GRUCell: a loop over them is a layer.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/cell.hpp>
#include <xgrad/nn/recurrent/single_step.hpp>

#include <boost/test/unit_test.hpp>

#include "nn/golden.hpp"
#include "recurrent/own_cell.hpp"

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(single_step)

namespace {

// Runs a cell and a layer with the same parameters over one sequence.
template <class Cell>
void check_loop(const nn::CellOptions& options, const nn::CellVariant<Cell>& variant = {}) {
  const nn::RecurrentCell<Cell> cell(options, variant);
  const nn::Recurrent<Cell> layer({.input_size = options.input_size,
                                   .hidden_size = options.hidden_size,
                                   .bias = options.bias,
                                   .dtype = options.dtype},
                                  variant);
  const auto named = cell.named_parameters();
  BOOST_TEST_REQUIRE(named.size() == layer.parameters().size());
  for (std::size_t i = 0; i < named.size(); ++i) {
    BOOST_TEST(named[i].first + "_l0" == layer.named_parameters()[i].first);
    layer.parameters()[i].set_data(named[i].second.detach());
  }
  const Tensor x = test::recipe(1, {6, 2, options.input_size});
  const auto [output, last] = layer(x);
  std::vector<Tensor> outputs;
  nn::State state, single;
  for (const Tensor& step : unbind(x)) {
    state = cell(step, state);
    single = cell(select(step, 0, 1), single);
    outputs.push_back(state.h);
  }
  BOOST_TEST(test::close(stack(outputs), output, {.absolute = 1e-14}));
  BOOST_TEST(test::close(unsqueeze(state.h, 0), last.h, {.absolute = 1e-14}));
  BOOST_TEST(test::close(single.h, select(state.h, 0, 1), {.absolute = 1e-14}));
  BOOST_TEST(state.c.defined() == last.c.defined());
  if (last.c.defined())
    BOOST_TEST(test::close(single.c, select(state.c, 0, 1), {.absolute = 1e-14}));

  sum(stack(outputs)).backward();
  sum(output).backward();
  for (std::size_t i = 0; i < named.size(); ++i) {
    BOOST_TEST(
        test::close(named[i].second.grad(), layer.parameters()[i].grad(), {.absolute = 1e-13}));
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_loop_over_cells_equals_the_layer) {
  const nn::CellOptions options = {.input_size = 3, .hidden_size = 4, .dtype = float64};
  check_loop<nn::cells::LSTM>(options);
  check_loop<nn::cells::RNN>(options);
  check_loop<nn::cells::RNN>(options, {.nonlinearity = nn::Nonlinearity::relu});
  for (const nn::UpdateGate gate : {nn::UpdateGate::replace, nn::UpdateGate::keep}) {
    for (const bool reset_after : {true, false}) {
      check_loop<nn::cells::GRU>(options, {.update_gate = gate, .reset_after = reset_after});
    }
  }
  nn::CellOptions without_bias = options;
  without_bias.bias = false;
  check_loop<nn::cells::LSTM>(without_bias);
}

BOOST_AUTO_TEST_CASE(cells_take_class_indices_as_one_hot_rows) {
  const nn::GRUCell cell({.input_size = 4, .hidden_size = 3, .dtype = float64});
  const Tensor classes = tensor({3, 0});
  BOOST_TEST(
      test::close(cell(classes).h, cell(one_hot(classes, 4, float64)).h, {.absolute = 1e-15}));
  BOOST_TEST(test::close(cell(select(classes, 0, 0)).h, select(cell(classes).h, 0, 0)));
}

// One step of a cell is a sequence of one step.
template <class Cell, class Layer>
void check_step() {
  const Cell cell({.input_size = 3, .hidden_size = 4, .dtype = float64});
  const Layer layer({.input_size = 3, .hidden_size = 4, .dtype = float64});
  const StateDict of_cell = cell.state_dict();
  StateDict values;
  values.metadata = of_cell.metadata;
  for (const auto& [name, value] : of_cell) values.emplace(name + "_l0", value);
  layer.load_state_dict(values);
  const Tensor x = test::recipe(1, {2, 3});
  const nn::State first = cell(x), second = cell(x, first);
  const std::vector<Tensor> found = second.tensors();
  const std::vector<Tensor> expected = layer(stack({x, x})).state.tensors();
  BOOST_TEST_REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    BOOST_TEST(test::close(found[i], squeeze(expected[i], 0), {.absolute = 1e-14}));
  }
}

BOOST_AUTO_TEST_CASE(cells_of_every_kind_take_single_steps) {
  check_step<nn::RecurrentCell<test::Leaky>, nn::Recurrent<test::Leaky>>();
  check_step<nn::RecurrentCell<nn::cells::SLSTM>, nn::SLSTM>();
  check_step<nn::RecurrentCell<nn::cells::MinGRU>, nn::MinGRU>();
  check_step<nn::RecurrentCell<nn::cells::LayerNormLSTM>, nn::LayerNormLSTM>();
  check_step<nn::RecurrentCell<nn::cells::SRU>, nn::SRU>();
}

BOOST_AUTO_TEST_SUITE_END()
