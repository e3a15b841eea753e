// Undefined tensors given to modules, losses and initialisation: refused by name.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/nn.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "recurrent/every_layer.hpp"
#include "support/misuse.hpp"

using namespace test;
using namespace xgrad;
namespace init = nn::init;

BOOST_AUTO_TEST_SUITE(undefined_inputs)

namespace {

const Tensor none;

Tensor matrix() {
  return ones({2, 3});
}

const Misuse misuses[] = {
    {"model (Linear 2 -> 3): input: ", [] { nn::Linear(2, 3)(none); }},
    {"model (LayerNorm 2, eps 1e-05): input: ", [] { nn::LayerNorm(2)(none); }},
    {"model (Embedding 2 x 3): input: ", [] { nn::Embedding(2, 3)(none); }},
    {"model (Dropout 0.5): input: ", [] { nn::Dropout()(none); }},
    {"model (LockedDropout 0.5): input: ", [] { nn::LockedDropout()(none); }},
    {"model (Tanh): tanh: ", [] { nn::Tanh()(none); }},
    {"model (Sigmoid): sigmoid: ", [] { nn::Sigmoid()(none); }},
    {"model (ReLU): relu: ", [] { nn::ReLU()(none); }},
    {"model (SiLU): silu: ", [] { nn::SiLU()(none); }},
    {"model (Softplus): softplus: ", [] { nn::Softplus()(none); }},
    {"model (GELU): gelu: ", [] { nn::GELU()(none); }},
    {"model (LeakyReLU 0.01): leaky_relu: ", [] { nn::LeakyReLU()(none); }},
    {"model (ELU 1): elu: ", [] { nn::ELU()(none); }},
    {"model.0 (Linear 2 -> 3): input: ", [] { nn::Sequential(nn::Linear(2, 3))(none); }},
    {"model.module (GRU 2 -> 3, update_gate replace): input: ",
     [] { nn::SelectOutput(nn::GRU({.input_size = 2, .hidden_size = 3}))(none); }},
    {"model (RNNCell 2 -> 3): input: ",
     [] { nn::RNNCell({.input_size = 2, .hidden_size = 3})(none); }},
    {"model (LSTMCell 2 -> 3): input: ",
     [] { nn::LSTMCell({.input_size = 2, .hidden_size = 3})(none); }},
    {"model (GRUCell 2 -> 3, update_gate replace): input: ",
     [] { nn::GRUCell({.input_size = 2, .hidden_size = 3})(none); }},

    {"cross_entropy: ", [] { nn::cross_entropy(none, tensor({1})); }},
    {"cross_entropy: ", [] { nn::cross_entropy(matrix(), none); }},
    {"nll_loss: ", [] { nn::nll_loss(none, tensor({1})); }},
    {"nll_loss: ", [] { nn::nll_loss(matrix(), none); }},
    {"binary_cross_entropy_with_logits: ",
     [] { nn::binary_cross_entropy_with_logits(none, matrix()); }},
    {"binary_cross_entropy_with_logits: ",
     [] { nn::binary_cross_entropy_with_logits(matrix(), none); }},
    {"mse_loss: ", [] { nn::mse_loss(none, matrix()); }},
    {"mse_loss: ", [] { nn::mse_loss(matrix(), none); }},
    {"l1_loss: ", [] { nn::l1_loss(none, matrix()); }},
    {"l1_loss: ", [] { nn::l1_loss(matrix(), none); }},
    {"huber_loss: ", [] { nn::huber_loss(none, matrix()); }},
    {"huber_loss: ", [] { nn::huber_loss(matrix(), none); }},

    {"dropout: ", [] { nn::dropout(none, 0.5); }},
    {"dropout: ", [] { nn::dropout(none, 0); }},
    {"locked_dropout: ", [] { nn::locked_dropout(none, 0.5); }},
    {"row_norms: ", [] { nn::row_norms(none); }},
    {"weight_norm: ", [] { nn::weight_norm(none, matrix()); }},
    {"weight_norm: ", [] { nn::weight_norm(matrix(), none); }},
    {"spectral_radius: ", [] { nn::spectral_radius(none); }},
    {"parameters_to_vector: ",
     [] {
       nn::parameters_to_vector({matrix(), none});
     }},
    {"vector_to_parameters: ", [] { nn::vector_to_parameters(none, {matrix()}); }},
    {"vector_to_parameters: ", [] { nn::vector_to_parameters(matrix(), {none}); }},
    {"pack_padded_sequence: ", [] { nn::pack_padded_sequence(none, {1}); }},
    {"pad_packed_sequence: ", [] { nn::pad_packed_sequence({none}); }},
    {"pack_sequence: ", [] { nn::pack_sequence({none}); }},
    {"unpack_sequence: ", [] { nn::unpack_sequence({none}); }},
    {"pad_sequence: ", [] { nn::pad_sequence({none}); }},
    {"unpad_sequence: ", [] { nn::unpad_sequence(none, {1}); }},

    {"uniform_: ", [] { init::uniform_(none); }},
    {"normal_: ", [] { init::normal_(none); }},
    {"truncated_normal_: ", [] { init::truncated_normal_(none); }},
    {"constant_: ", [] { init::constant_(none, 1); }},
    {"zeros_: ", [] { init::zeros_(none); }},
    {"ones_: ", [] { init::ones_(none); }},
    {"eye_: ", [] { init::eye_(none); }},
    {"orthogonal_: ", [] { init::orthogonal_(none); }},
    {"orthogonal_blocks_: ", [] { init::orthogonal_blocks_(none, 2); }},
    {"sparse_: ", [] { init::sparse_(none, 0.5); }},
    {"fans_of: ", [] { init::fans_of(none); }},
    {"xavier_uniform_: ", [] { init::xavier_uniform_(none); }},
    {"xavier_normal_: ", [] { init::xavier_normal_(none); }},
    {"kaiming_uniform_: ", [] { init::kaiming_uniform_(none); }},
    {"kaiming_normal_: ", [] { init::kaiming_normal_(none); }},
    {"lecun_uniform_: ", [] { init::lecun_uniform_(none); }},
    {"lecun_normal_: ", [] { init::lecun_normal_(none); }},

    {"load_state_dict: nothing was loaded, 1 entries do not fit\n  undefined: bias",
     [] {
       const nn::Linear layer(2, 3);
       StateDict state = layer.state_dict();
       state["bias"] = none;
       layer.load_state_dict(state);
     }},
};

}  // namespace

BOOST_DATA_TEST_CASE(modules_and_functions_refuse_undefined_tensors, misuses, misuse) {
  BOOST_CHECK_THROW(misuse.use(), ValueError);
  check_message(misuse.use, misuse.message);
}

BOOST_DATA_TEST_CASE(recurrent_layers_refuse_undefined_inputs, every_layer(), kind) {
  Generator generator(0);
  const auto layer = kind.make({.input_size = 2, .hidden_size = 3}, generator);
  BOOST_CHECK_THROW(layer->forward(none), ValueError);
  BOOST_CHECK_THROW(layer->forward(nn::PackedSequence{none}), ValueError);
  BOOST_CHECK_THROW(layer->all_states(none), ValueError);
}

BOOST_AUTO_TEST_SUITE_END()
