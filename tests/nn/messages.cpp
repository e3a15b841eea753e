// Misuse of layers: what each message says, and that nothing has changed.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/nn.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "nn/golden.hpp"
#include "support/misuse.hpp"

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(messages)

namespace {

struct Model : nn::Module<Model> {
  nn::Embedding embed = register_module("embed", nn::Embedding(10, 3));
  nn::LSTM lstm =
      register_module("lstm", nn::LSTM({.input_size = 3, .hidden_size = 5, .num_layers = 2}));
  nn::GRU gru =
      register_module("gru", nn::GRU({.input_size = 3, .hidden_size = 5, .batch_first = true}));
  nn::LSTMCell cell = register_module("cell", nn::LSTMCell({.input_size = 3, .hidden_size = 5}));
  nn::GRUCell gru_cell =
      register_module("gru_cell", nn::GRUCell({.input_size = 3, .hidden_size = 5}));
  nn::Sequential head = register_module("head", nn::Sequential(nn::Linear(5, 2)));

  void forward(const std::function<void(const Model&)>& use) const { use(*this); }
};

using Misuse = test::MisuseOf<Model>;

nn::State state_of(const Shape& h, const Shape& c) {
  return {zeros(h), zeros(c)};
}

const std::vector<Misuse>& misuses() {
  static const std::vector<Misuse> table = {
      {"model.lstm (LSTM 3 -> 5, 2 layers): input [4, 3, 3, 1] has 4 axes, expected [time, batch, "
       "3], or [time, 3] for a single sequence",
       [](const Model& m) {
         m.lstm(zeros({4, 3, 3, 1}));
       }},
      {"model.gru (GRU 3 -> 5, update_gate replace): input [3] has 1 axes, expected [batch, time, "
       "3], or [time, 3] for "
       "a single sequence",
       [](const Model& m) { m.gru(zeros({3})); }},
      {"model.lstm (LSTM 3 -> 5, 2 layers): input [2, 2, 2] has 3 axes, expected [time, batch], or "
       "[time] for a single sequence\n  hint: an int64 input holds class indices",
       [](const Model& m) {
         m.lstm(zeros({2, 2, 2}, int64));
       }},
      {"model.lstm (LSTM 3 -> 5, 2 layers): input [6, 4, 7] has 7 features on its last axis, "
       "expected input_size = 3\n  hint: the layout is [time, batch, features]; pass .batch_first "
       "= true for [batch, time, features]",
       [](const Model& m) {
         m.lstm(zeros({6, 4, 7}));
       }},
      {"model.gru (GRU 3 -> 5, update_gate replace): input [6, 4, 7] has 7 features on its last "
       "axis, expected "
       "input_size = 3\n  hint: the layout is [batch, time, features], because batch_first is true",
       [](const Model& m) {
         m.gru(zeros({6, 4, 7}));
       }},
      {"model.lstm (LSTM 3 -> 5, 2 layers): state.h is [2, 7, 5], expected [layers * directions, "
       "batch, hidden_size] = [2, 4, 5]\n  hint: an undefined state is the initial state",
       [](const Model& m) {
         m.lstm(zeros({6, 4, 3}), state_of({2, 7, 5}, {2, 4, 5}));
       }},
      {"model.lstm (LSTM 3 -> 5, 2 layers): state.c is [2, 4, 3], expected [layers * directions, "
       "batch, hidden_size] = [2, 4, 5]\n  hint: an undefined state is the initial state",
       [](const Model& m) {
         m.lstm(zeros({6, 4, 3}), state_of({2, 4, 5}, {2, 4, 3}));
       }},
      {"model.gru (GRU 3 -> 5, update_gate replace): state.h is [1, 5], expected [layers * "
       "directions, batch, "
       "hidden_size] = [1, 6, 5]\n  hint: an undefined state is the initial state",
       [](const Model& m) {
         m.gru(zeros({6, 4, 3}), nn::State{zeros({1, 5})});
       }},
      {"model.gru (GRU 3 -> 5, update_gate replace): state.c [1, 6, 5] was given, but a GRU has "
       "only h",
       [](const Model& m) {
         m.gru(zeros({6, 4, 3}), state_of({1, 6, 5}, {1, 6, 5}));
       }},
      {"model.lstm (LSTM 3 -> 5, 2 layers): state.h is float64, the weights are float32",
       [](const Model& m) {
         m.lstm(zeros({6, 4, 3}), nn::State{zeros({2, 4, 5}, float64)});
       }},
      {"model.lstm (LSTM 3 -> 5, 2 layers): input [6, 4, 3] is float64, the weights are float32\n"
       "  hint: cast the input with to(x, float32), or the model with model.to(float64)",
       [](const Model& m) {
         m.lstm(zeros({6, 4, 3}, float64));
       }},
      {"model.lstm (LSTM 3 -> 5, 2 layers): class indices: index 3 at position [1, 0] is out of "
       "range",
       [](const Model& m) {
         m.lstm(tensor({{0, 1}, {3, 2}}));
       }},
      {"model.cell (LSTMCell 3 -> 5): input [4, 7] has 7 features on its last axis, expected "
       "input_size = 3",
       [](const Model& m) {
         m.cell(zeros({4, 7}));
       }},
      {"model.cell (LSTMCell 3 -> 5): input [2, 4, 3] has 3 axes, expected [batch, input_size], or "
       "no batch axis",
       [](const Model& m) {
         m.cell(zeros({2, 4, 3}));
       }},
      {"model.cell (LSTMCell 3 -> 5): state.h is [5, 5], expected [batch, hidden_size] = [4, 5]\n"
       "  hint: an undefined state is the initial state",
       [](const Model& m) {
         m.cell(zeros({4, 3}), state_of({5, 5}, {4, 5}));
       }},
      {"model.gru_cell (GRUCell 3 -> 5, update_gate replace): state.c [4, 5] was given, but a "
       "GRUCell has only h",
       [](const Model& m) {
         m.gru_cell(zeros({4, 3}), state_of({4, 5}, {4, 5}));
       }},
      {"model.head.0 (Linear 5 -> 2): input [4, 7] has 7 features on its last axis, expected "
       "in_features = 5",
       [](const Model& m) {
         m.head(zeros({4, 7}));
       }},
      {"model.head.0 (Linear 5 -> 2): input is a scalar, expected in_features = 5 features on its "
       "last axis",
       [](const Model& m) { m.head(zeros({})); }},
      {"model.head.0 (Linear 5 -> 2): input [4, 5] is float64, the weights are float32\n  hint: "
       "cast the input with to(x, float32), or the model with model.to(float64)",
       [](const Model& m) {
         m.head(zeros({4, 5}, float64));
       }},
      {"model.embed (Embedding 10 x 3): embedding: index 10 at position [1] is out of range",
       [](const Model& m) {
         m.embed(tensor({0, 10}));
       }},
  };
  return table;
}

}  // namespace

BOOST_DATA_TEST_CASE(misuse, boost::unit_test::data::make(misuses())) {
  const Model model;
  const StateDict before = model.state_dict();
  test::check_message([&] { model(sample.use); }, sample.message);
  for (const auto& [name, tensor] : model.state_dict()) {
    BOOST_TEST(test::close(tensor, before.at(name)));
  }
}

BOOST_AUTO_TEST_CASE(options_that_make_no_sense) {
  const auto says = [](const char* text) {
    return [text](const ValueError& error) { return std::string_view(error.what()) == text; };
  };
  BOOST_CHECK_EXCEPTION(nn::LSTM({.input_size = 0, .hidden_size = 5}), ValueError,
                        says("recurrent layer: input_size is 0, must be positive"));
  BOOST_CHECK_EXCEPTION(nn::LSTM({.input_size = 5, .hidden_size = -5}), ValueError,
                        says("recurrent layer: hidden_size is -5, must be positive"));
  BOOST_CHECK_EXCEPTION(nn::RNN({.input_size = 5, .hidden_size = 5, .num_layers = 0}), ValueError,
                        says("recurrent layer: num_layers is 0, must be positive"));
  BOOST_CHECK_EXCEPTION(
      nn::GRU({.input_size = 5, .hidden_size = 5, .num_layers = 2, .dropout = 1.5}), ValueError,
      says("recurrent layer: dropout is 1.5, must be in [0, 1]"));
  BOOST_CHECK_EXCEPTION(nn::GRU({.input_size = 5, .hidden_size = 5, .dropout = 0.5}), ValueError,
                        says("recurrent layer: dropout is 0.5, but num_layers is 1\n  hint: it "
                             "drops between layers; put an nn::Dropout behind a single one"));
  BOOST_CHECK_EXCEPTION(nn::LSTM({.input_size = 5, .hidden_size = 5, .memory_budget = -1}),
                        ValueError,
                        says("recurrent layer: memory_budget is -1, must not be negative\n  hint: "
                             "it counts bytes; 0 stands for no limit"));
  BOOST_CHECK_EXCEPTION(nn::Dropout(-0.1), ValueError,
                        says("Dropout: p is -0.1, must be in [0, 1]"));
}

BOOST_AUTO_TEST_CASE(a_state_that_is_still_attached) {
  const Model model;
  const Tensor x = ones({2, 1, 3});
  const auto first = model.lstm(x);
  sum(first.output).backward();
  const auto second = model.lstm(x, first.state);
  BOOST_CHECK_EXCEPTION(sum(second.output).backward(), GraphError, [](const GraphError& error) {
    const std::string_view text = error.what();
    return text.find("in lstm (LSTM 3 -> 5, 2 layers)") != text.npos &&
           text.find("state = state.detach()") != text.npos;
  });
}

BOOST_AUTO_TEST_SUITE_END()
