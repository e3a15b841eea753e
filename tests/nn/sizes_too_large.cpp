// Sizes of layers whose parameters no memory can hold: the message has the option and its value.
#include <xgrad/core/error.hpp>
#include <xgrad/nn/nn.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "recurrent/every_layer.hpp"
#include "support/misuse.hpp"
#include <limits>

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(sizes_too_large)

namespace {

constexpr Index kMost = std::numeric_limits<Index>::max();

const Misuse misuses[] = {
    {"recurrent layer: hidden_size is 2305843009213693952, input_size is 1: its weight_ih has more "
     "elements than memory can address",
     [] { nn::LSTM layer({.input_size = 1, .hidden_size = Index{1} << 61}); }},
    {"recurrent layer: hidden_size is 1, input_size is 2305843009213693952: its weight_ih has",
     [] { nn::GRU layer({.input_size = Index{1} << 61, .hidden_size = 1}); }},
    {"recurrent layer: num_layers is 1, hidden_size is 4294967296, hidden_size is 4294967296: all "
     "of",
     [] { nn::RNN layer({.input_size = 1, .hidden_size = Index{1} << 32}); }},
    {"recurrent layer: hidden_size is 3, num_layers is 9223372036854775807: all of its weight_hh",
     [] { nn::RNN layer({.input_size = 1, .hidden_size = 3, .num_layers = kMost}); }},
    {"recurrent layer: num_layers is 2, hidden_size is 1099511627776, hidden_size is "
     "1099511627776: "
     "all of its weight_ih",
     [] { nn::SRU layer({.input_size = 1, .hidden_size = Index{1} << 40, .num_layers = 2}); }},
    {"recurrent layer: hidden_size is 3, num_layers is 9223372036854775807: all of its parameters",
     [] { nn::SRU layer({.input_size = 1, .hidden_size = 3, .num_layers = kMost}); }},
    {"recurrent cell: hidden_size is 9223372036854775807, input_size is 1: its weight_ih",
     [] { nn::LSTMCell cell({.input_size = 1, .hidden_size = kMost}); }},
    {"Linear: in_features is 4294967296, out_features is 4294967296: the weight has more",
     [] { nn::Linear layer(Index{1} << 32, Index{1} << 32); }},
    {"Embedding: num_embeddings is 9223372036854775807, embedding_dim is 2: the weight has more",
     [] { nn::Embedding layer(kMost, 2); }},
    {"LayerNorm: features is 9223372036854775807: the weight has more elements",
     [] { nn::LayerNorm layer(kMost); }},
};

}  // namespace

BOOST_DATA_TEST_CASE(layers_name_the_option, misuses, misuse) {
  BOOST_CHECK_THROW(misuse.use(), ValueError);
  check_message(misuse.use, misuse.message);
}

BOOST_DATA_TEST_CASE(every_recurrent_layer_names_hidden_size, every_layer(), kind) {
  Generator generator(0);
  for (const Index size : {Index{1} << 61, Index{1} << 62, kMost / 3, kMost}) {
    const std::string message =
        message_of([&] { kind.make({.input_size = 1, .hidden_size = size}, generator); });
    BOOST_TEST(message.find("hidden_size is " + std::to_string(size)) != message.npos, message);
  }
}

BOOST_AUTO_TEST_SUITE_END()
