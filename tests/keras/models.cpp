// Models with the weights of Keras' layers compute what Keras documents.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/nn/layers.hpp>
#include <xgrad/nn/recurrent.hpp>

#include <boost/test/unit_test.hpp>

#include "golden/readers/keras.hpp"
#include "keras/files.hpp"
#include "support/close.hpp"
#include "support/misuse.hpp"

using namespace test;
using namespace xgrad;
using namespace golden::readers;
using nn::data::keras_model_state, nn::data::keras_state, nn::data::KerasLayer;

BOOST_AUTO_TEST_SUITE(models_of_keras)

namespace {

constexpr Tolerance kRounding{.absolute = 1e-14};  // of float64 outputs of about 1

// The token ids of the generating program; recurrent layers take them as one-hot vectors.
Tensor ids() {
  return tensor({{0, 3}, {4, 1}, {2, 2}, {1, 0}});
}

template <class Expected>
void check_output(const Tensor& output, const Expected& expected) {
  BOOST_TEST(close(reshape(output, {output.numel()}), expected, kRounding));
}

// Embedding, two LSTMs and Dense.
struct Tagger : nn::Module<Tagger> {
  nn::Embedding embedding = register_module("embedding", nn::Embedding(5, 4, {.dtype = float64}));
  nn::LSTM rnn = register_module(
      "rnn", nn::LSTM({.input_size = 4, .hidden_size = 3, .num_layers = 2, .dtype = float64}));
  nn::Linear head = register_module("head", nn::Linear(3, 2, {.dtype = float64}));

  Tensor forward(const Tensor& input) const { return head(rnn(embedding(input)).output); }
};

// Bidirectional GRU, LayerNormalization and Dense.
struct Normalized : nn::Module<Normalized> {
  explicit Normalized(const nn::CellVariant<nn::cells::GRU>& variant)
      : rnn(register_module(
            "rnn",
            nn::GRU({.input_size = 5, .hidden_size = 3, .bidirectional = true, .dtype = float64},
                    variant))) {}

  nn::GRU rnn;
  nn::LayerNorm norm = register_module("norm", nn::LayerNorm(6, {.eps = 1e-3, .dtype = float64}));
  nn::Linear head = register_module("head", nn::Linear(6, 2, {.dtype = float64}));

  Tensor forward(const Tensor& input) const { return head(norm(rnn(input).output)); }
};

// Embedding, two bidirectional LSTMs, LayerNormalization, GRU and Dense.
struct Deep : nn::Module<Deep> {
  nn::Embedding embedding = register_module("embedding", nn::Embedding(5, 4, {.dtype = float64}));
  nn::LSTM encoder = register_module("encoder", nn::LSTM({.input_size = 4,
                                                          .hidden_size = 3,
                                                          .num_layers = 2,
                                                          .bidirectional = true,
                                                          .dtype = float64}));
  nn::LayerNorm norm = register_module("norm", nn::LayerNorm(6, {.eps = 1e-3, .dtype = float64}));
  nn::GRU top =
      register_module("top", nn::GRU({.input_size = 6, .hidden_size = 3, .dtype = float64}));
  nn::Linear head = register_module("head", nn::Linear(3, 2, {.dtype = float64}));

  Tensor forward(const Tensor& input) const {
    return head(top(norm(encoder(embedding(input)).output)).output);
  }
};

}  // namespace

// Quoted by docs/checkpoints.md.
BOOST_AUTO_TEST_CASE(keras_model_state_loads_a_model_of_keras_2) {
  const std::string path = "tests/golden/keras/keras_2_model.h5";
  const Tagger model;

  const std::vector<KerasLayer> layers = nn::data::read_keras(path);
  model.load_state_dict(keras_model_state(
      layers,
      {{"embedding", {"embedding"}}, {"rnn", {"encoder", "encoder_2"}}, {"head", {"dense"}}}));
  check_output(model(ids()), keras_2_model_output);
}

BOOST_AUTO_TEST_CASE(keras_model_state_states_the_convention_of_a_gru) {
  const auto layers = keras_layers("keras_2_weights.h5");
  const StateDict state = keras_model_state(layers, {{"rnn", {"bidirectional"}},
                                                     {"norm", {"layer_normalization"}},
                                                     {"head", {"time_distributed"}}});
  for (const nn::UpdateGate gate : {nn::UpdateGate::replace, nn::UpdateGate::keep}) {
    const Normalized model({.update_gate = gate});
    model.load_state_dict(state);
    check_output(model(ids()), keras_2_weights_output);
  }
  BOOST_CHECK_THROW(Normalized({.reset_after = false}).load_state_dict(state), ValueError);
  BOOST_CHECK_THROW(Normalized({}).load_state_dict(state, {.from = nn::Convention::xgrad}),
                    ValueError);
}

BOOST_AUTO_TEST_CASE(keras_state_loads_a_gru_that_resets_before_the_product) {
  const auto layers = keras_layers("keras_2_before.h5");
  const nn::RecurrentOptions options = {.input_size = 5, .hidden_size = 3, .dtype = float64};
  const nn::RNN rnn(
      {.input_size = 3, .hidden_size = 4, .bias = false, .bidirectional = true, .dtype = float64},
      {.nonlinearity = nn::Nonlinearity::relu});
  rnn.load_state_dict(keras_state(layers, {"bidirectional"}));
  const StateDict state = keras_state(layers, {"gru"});
  for (const nn::UpdateGate gate : {nn::UpdateGate::replace, nn::UpdateGate::keep}) {
    const nn::GRU gru(options, {.update_gate = gate, .reset_after = false});
    gru.load_state_dict(state);
    check_output(rnn(gru(ids()).output).output, keras_2_before_output);
  }
  check_message([&] { nn::GRU(options).load_state_dict(state); },
                "load_state_dict: nothing was loaded: the weights of the module are for a GRU with "
                ".reset_after = false");
}

BOOST_AUTO_TEST_CASE(keras_model_state_loads_weights_of_keras_3) {
  const Deep model;
  // Layers by their names in the file, and by those that the program gave them.
  model.load_state_dict(keras_model_state(keras_layers("keras_3.weights.h5"),
                                          {{"embedding", {"tokens"}},
                                           {"encoder", {"encoder", "bidirectional_1"}},
                                           {"norm", {"layer_normalization"}},
                                           {"top", {"gru"}},
                                           {"head", {"time_distributed"}}}));
  check_output(model(ids()), keras_3_weights_output);
}

BOOST_AUTO_TEST_CASE(keras_state_loads_weights_of_keras_2_13) {
  const nn::RNN rnn({.input_size = 5, .hidden_size = 2, .dtype = float64});
  rnn.load_state_dict(keras_state(keras_layers("keras_2_13.weights.h5"), {"simple_rnn"}));
  check_output(rnn(ids()).output, keras_2_13_weights_output);
}

BOOST_AUTO_TEST_SUITE_END()
