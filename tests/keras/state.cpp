// keras_state converts what fits a module, and refuses everything else with the name of the layer.
#include <xgrad/autograd/factories.hpp>

#include <boost/test/unit_test.hpp>

#include "keras/files.hpp"
#include "support/close.hpp"
#include "support/misuse.hpp"

using namespace test;
using namespace xgrad;
using nn::data::keras_state, nn::data::KerasLayer;

BOOST_AUTO_TEST_SUITE(keras_states)

namespace {

Tensor counting(const Shape& shape) {
  const Index count = zeros(shape).numel();
  return reshape(arange(0, count, 1, float32), shape);
}

// A layer with kernels of `gates` gate blocks, 1 input and 2 units.
KerasLayer recurrent(const std::string& kind, Index gates, const StateDict& further = {}) {
  KerasLayer layer = {.name = "rnn", .kind = kind};
  layer.weights = {{"cell/kernel", counting({1, 2 * gates})},
                   {"cell/recurrent_kernel", counting({2, 2 * gates})}};
  layer.weights.insert(further.begin(), further.end());
  return layer;
}

KerasLayer dense(const StateDict& weights, const std::string& kind = "Dense") {
  KerasLayer layer = {.name = "dense", .kind = kind};
  layer.weights = weights;
  return layer;
}

}  // namespace

BOOST_AUTO_TEST_CASE(keras_state_transposes_kernels_and_orders_gates) {
  const StateDict lstm = keras_state({recurrent("LSTM", 4)}, {"rnn"});
  BOOST_TEST(lstm.size() == 2);
  BOOST_TEST(lstm.metadata.empty());
  BOOST_TEST(close(lstm.at("weight_ih_l0"),
                   tensor({{0.0}, {1.0}, {2.0}, {3.0}, {4.0}, {5.0}, {6.0}, {7.0}})));
  BOOST_TEST(close(select(lstm.at("weight_hh_l0"), 0, 1), std::vector{1.0, 9.0}));

  const Tensor biases = counting({2, 6});
  const StateDict gru = keras_state({recurrent("GRU", 3, {{"cell/bias", biases}})}, {"rnn"});
  BOOST_TEST(
      close(reshape(gru.at("weight_ih_l0"), {6}), std::vector{2.0, 3.0, 0.0, 1.0, 4.0, 5.0}));
  BOOST_TEST(close(gru.at("bias_ih_l0"), std::vector{2.0, 3.0, 0.0, 1.0, 4.0, 5.0}));
  BOOST_TEST(close(gru.at("bias_hh_l0"), std::vector{8.0, 9.0, 6.0, 7.0, 10.0, 11.0}));
  BOOST_TEST(gru.metadata == (Metadata{{"xgrad.gru", "z=1 keeps, reset after."}}));

  const StateDict rnn =
      keras_state({recurrent("SimpleRNN", 1, {{"cell/bias", counting({2})}})}, {"rnn"});
  BOOST_TEST(close(rnn.at("bias_ih_l0"), std::vector{0.0, 1.0}));
  BOOST_TEST(close(rnn.at("bias_hh_l0"), std::vector{0.0, 0.0}));
}

BOOST_AUTO_TEST_CASE(keras_state_infers_classes_from_weights) {
  for (const Index gates : {1, 3, 4}) {
    KerasLayer layer = recurrent("", gates, {{"cell/bias", counting({2 * gates})}});
    BOOST_TEST(keras_state({layer}, {"rnn"}).at("weight_hh_l0").shape() == (Shape{2 * gates, 2}));
    layer.kind = "RNN";  // around a cell
    layer.inner_kind = gates == 4 ? "LSTMCell" : "";
    BOOST_TEST(keras_state({layer}, {"rnn"}).size() == 4);
  }
  const Tensor kernel = counting({3, 2}), bias = counting({2});
  for (const char* name : {"", "a/kernel", "vars/0"}) {
    KerasLayer layer = dense({{*name ? name : "layer/vars/0", kernel}}, *name ? "Dense" : "");
    if (!*name) layer.weights.emplace("layer/vars/1", bias);
    BOOST_TEST(keras_state({layer}, {"dense"}).at("weight").shape() == (Shape{2, 3}));
  }
  BOOST_TEST(keras_state({dense({{"a/kernel", kernel}}, "")}, {"dense"}).size() == 1);
  BOOST_TEST(keras_state({dense({{"a/embeddings", kernel}}, "")}, {"dense"}).at("weight").shape() ==
             (Shape{3, 2}));
  BOOST_TEST(
      keras_state({dense({{"a/gamma", bias}, {"a/beta", bias}}, "")}, {"dense"}).contains("bias"));
}

BOOST_AUTO_TEST_CASE(keras_state_refuses_layers_that_it_cannot_find) {
  std::vector<KerasLayer> layers(2);
  layers[0].name = "a";
  layers[1].name = "b";
  check_message([&] { keras_state(layers, {"c"}); },
                "keras_state: no layer is called \"c\"\n  hint: the layers are \"a\", \"b\"");
  check_message([&] { keras_state(layers, {""}); }, "keras_state: no layer is called \"\"");
  layers[0].given_name = layers[1].given_name = "c";
  check_message([&] { keras_state(layers, {"c"}); },
                "keras_state: several layers are called \"c\"");
  check_message([&] { keras_state(layers, {}); }, "keras_state: a module has no names of layers");
}

BOOST_AUTO_TEST_CASE(keras_state_refuses_other_equations) {
  struct Case {
    const char *kind, *option, *value, *message;
    Index gates;
  };
  const Case cases[] = {
      {"LSTM", "recurrent_activation", "hard_sigmoid",
       "recurrent_activation is \"hard_sigmoid\", the module has sigmoid", 4},
      {"GRU", "activation", "relu", "activation is \"relu\", the module has tanh", 3},
      {"SimpleRNN", "activation", "linear", "activation is \"linear\", the module has tanh or relu",
       1},
      {"LSTM", "go_backwards", "true", "go_backwards is \"true\", the module has false", 4},
  };
  for (const auto& [kind, option, value, message, gates] : cases) {
    KerasLayer layer = recurrent(kind, gates, {{"cell/bias", counting({2 * gates})}});
    layer.options[option] = value;
    check_message([&] { keras_state({layer}, {"rnn"}); },
                  std::string("keras_state: layer \"rnn\": ") + message);
    layer.options.erase(option);
    BOOST_TEST(keras_state({layer}, {"rnn"}).size() == 4);
  }
}

BOOST_AUTO_TEST_CASE(keras_state_refuses_weights_that_do_not_fit) {
  const auto refused = [](const KerasLayer& layer, const std::string& message) {
    check_message([&] { keras_state({layer}, {layer.name}); },
                  "keras_state: layer \"" + layer.name + "\": " + message);
  };
  refused(recurrent("GRU", 4), "kernel [1, 8] and recurrent_kernel [2, 8] are not those of GRU");
  refused(recurrent("", 2),
          "kernel [1, 4] and recurrent_kernel [2, 4] are not those of a recurrent");
  refused(recurrent("LSTM", 4, {{"cell/bias", counting({16})}}),  // of CuDNNLSTM
          "bias [16] does not fit kernel [1, 8]");
  refused(recurrent("LSTM", 4, {{"cell/bias", counting({2, 8})}}),
          "bias [2, 8] does not fit kernel");
  refused(recurrent("GRU", 3), "without a bias, the weights do not tell whether the GRU resets");
  KerasLayer gru = recurrent("GRU", 3);
  gru.options["reset_after"] = "true";
  BOOST_TEST(keras_state({gru}, {"rnn"}).metadata.at("xgrad.gru") == "z=1 keeps, reset after.");
  gru.options["reset_after"] = "false";
  BOOST_TEST(keras_state({gru}, {"rnn"}).metadata.at("xgrad.gru") == "z=1 keeps, reset before.");
  gru.weights.emplace("cell/bias", counting({2, 6}));
  refused(gru, "bias [2, 6] is not that of reset_after = false");

  refused(dense({{"lstm_W_i", counting({1, 2})}}, "LSTM"), "it has no kernel and recurrent_kernel");
  refused(dense({{"a/kernel", counting({3, 2, 2})}}), "it has no kernel with two axes");
  refused(dense({{"a/kernel", counting({3, 2, 2})}}, ""), "its class is unknown");
  refused(dense({{"a/kernel", counting({3, 2})}}, "Conv1D"), "there is no module for the class");
  refused(dense({{"a/moving_mean", counting({3})}}, ""), "there is no module for the class");
  refused(dense({{"vars/0", counting({3})}}, "LayerNormalization"),
          "it has not both gamma and beta");
  refused(dense({}, "Embedding"), "it has no embeddings with two axes");
}

BOOST_AUTO_TEST_CASE(keras_state_refuses_stacks_of_different_layers) {
  const KerasLayer lstm = recurrent("LSTM", 4);
  KerasLayer rnn = recurrent("SimpleRNN", 1);
  rnn.name = "other";
  check_message(
      [&] {
        keras_state({lstm, rnn}, {"rnn", "other"});
      },
      "keras_state: layer \"other\": it has another class or other options than \"rnn\"");
  check_message(
      [&] {
        keras_state({lstm, dense({{"a/kernel", counting({1, 1})}})}, {"rnn", "dense"});
      },
      "keras_state: layer \"dense\": it is not recurrent, so it is no layer of a stack");
  BOOST_TEST(keras_state({lstm}, {"rnn", "rnn"}).size() == 4);
}

BOOST_AUTO_TEST_SUITE_END()
