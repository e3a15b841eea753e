// Files in the layouts of Keras are read exactly, and damaged ones are refused.
#include <xgrad/autograd/factories.hpp>

#include <boost/test/unit_test.hpp>

#include "golden/readers/keras.hpp"
#include "keras/files.hpp"
#include "support/close.hpp"
#include "support/misuse.hpp"
#include <algorithm>
#include <cmath>
#include <limits>

using namespace test;
using namespace xgrad;
using nn::data::KerasLayer, nn::data::parse_keras, nn::data::read_keras;

BOOST_AUTO_TEST_SUITE(read_keras_files)

namespace {

const KerasLayer& layer_called(const std::vector<KerasLayer>& layers, std::string_view name) {
  const auto found = std::ranges::find(layers, name, &KerasLayer::name);
  BOOST_TEST_REQUIRE((found != layers.end()), name);
  return *found;
}

std::vector<std::string> names_of(const std::vector<KerasLayer>& layers) {
  std::vector<std::string> names;
  for (const KerasLayer& layer : layers) names.push_back(layer.name);
  return names;
}

std::vector<std::string> names_of(const StateDict& weights) {
  std::vector<std::string> names;
  for (const auto& [name, tensor] : weights) names.push_back(name);
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_CASE(read_keras_lists_the_layers_of_a_model) {
  const auto layers = keras_layers("keras_2_model.h5");
  BOOST_TEST(names_of(layers) == (Names{"embedding", "encoder", "encoder_2", "dense"}));
  const KerasLayer& lstm = layers[1];
  BOOST_TEST(lstm.kind == "LSTM");
  BOOST_TEST(lstm.options == (Metadata{{"activation", "tanh"},
                                       {"go_backwards", "false"},
                                       {"recurrent_activation", "sigmoid"}}));
  BOOST_TEST(names_of(lstm.weights) == (Names{"encoder/lstm_cell/bias", "encoder/lstm_cell/kernel",
                                              "encoder/lstm_cell/recurrent_kernel"}));
  BOOST_TEST(lstm.weights.at("encoder/lstm_cell/kernel").shape() == (Shape{4, 12}));
  BOOST_TEST(lstm.weights.at("encoder/lstm_cell/kernel").dtype() == float32);
  BOOST_CHECK_THROW(read_keras("tests/golden/keras/missing"), IoError);
}

BOOST_AUTO_TEST_CASE(read_keras_reads_the_configuration_of_wrapped_layers) {
  const auto layers = keras_layers("keras_2_before.h5");
  BOOST_TEST(names_of(layers) == (Names{"gru", "bidirectional"}));
  BOOST_TEST(layers[0].kind == "GRU");
  BOOST_TEST(layers[0].options.at("reset_after") == "false");
  BOOST_TEST(layers[1].kind == "Bidirectional");
  BOOST_TEST(layers[1].inner_kind == "SimpleRNN");
  BOOST_TEST(layers[1].options == (Metadata{{"activation", "relu"}, {"merge_mode", "concat"}}));
}

BOOST_AUTO_TEST_CASE(read_keras_joins_divided_lists_of_names) {
  const auto layers = keras_layers("keras_2_weights.h5");
  BOOST_TEST(names_of(layers) ==
             (Names{"input_1", "bidirectional", "layer_normalization", "time_distributed"}));
  BOOST_TEST(layers[0].weights.empty());
  BOOST_TEST(layers[1].weights.size() == 6);
  BOOST_TEST(layers[1].kind.empty());
}

BOOST_AUTO_TEST_CASE(read_keras_groups_the_variables_of_keras_3) {
  const auto layers = keras_layers("keras_3.weights.h5");
  BOOST_TEST(names_of(layers) ==
             (Names{"bidirectional", "bidirectional_1", "embedding", "gru",
                    "gru/cell/seed_generator", "layer_normalization", "time_distributed"}));
  const KerasLayer& first = layers[0];
  BOOST_TEST(first.kind == "Bidirectional");
  BOOST_TEST(first.given_name == "encoder");
  BOOST_TEST(names_of(first.weights) ==
             (Names{"backward_layer/cell/vars/0", "backward_layer/cell/vars/1",
                    "backward_layer/cell/vars/2", "forward_layer/cell/vars/0",
                    "forward_layer/cell/vars/1", "forward_layer/cell/vars/2"}));
  BOOST_TEST(layers[3].given_name.empty());
  BOOST_TEST(layers[4].weights.at("vars/0").to_vector<std::int64_t>() ==
             (std::vector<std::int64_t>{1, 2}));
}

BOOST_AUTO_TEST_CASE(read_keras_reads_newer_structures_of_hdf5) {
  for (const std::string name : {"v108", "latest"}) {
    const auto layers = keras_layers("newer_" + name + ".weights.h5");
    BOOST_TEST_REQUIRE(layers.size() == (name == "latest" ? 10U : 60U));
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const KerasLayer& layer = layer_called(layers, i ? "dense_" + std::to_string(i) : "dense");
      BOOST_TEST(layer.kind == "Dense");
      BOOST_TEST(layer.given_name == "given name " + std::to_string(i));
      BOOST_TEST(close(reshape(layer.weights.at("vars/0"), {1}),
                       std::vector{golden::readers::newer_format_values[i]}));
    }
  }
}

BOOST_AUTO_TEST_CASE(read_keras_reads_every_storage_of_elements) {
  const auto layers = keras_layers("storage.weights.h5");
  const Tensor expected = reshape(arange(0, 35, 1, float32), {5, 7});
  for (const char* name : {"checksum", "chunks", "compact", "deflate", "filters", "line"}) {
    BOOST_TEST_CONTEXT(name) {
      const Tensor& x = layer_called(layers, name).weights.at("vars/0");
      BOOST_TEST(x.shape() == (name == std::string("line") ? Shape{35} : Shape{5, 7}));
      BOOST_TEST(close(reshape(x, {5, 7}), expected));
    }
  }
  BOOST_TEST(layer_called(layers, "scalar").weights.at("vars/0").item<double>() == 2.5);
  BOOST_TEST(layer_called(layers, "empty").weights.at("vars/0").shape() == (Shape{0, 3}));
}

BOOST_AUTO_TEST_CASE(read_keras_widens_every_element_type_exactly) {
  const auto layers = keras_layers("storage.weights.h5");
  const auto values = [&](const std::string& name) {
    return layer_called(layers, "types/" + name).weights.at("vars/0");
  };
  const std::pair<const char*, std::vector<double>> floating[] = {
      {"f2", {0.5, -1.25, 65504, 0x1p-24, -INFINITY, -0.0}},
      {"f4", {0.5, -1.25, std::numeric_limits<float>::max(), 0x1p-149, -INFINITY, -0.0}},
      {"f8", {0.5, -1.25, std::numeric_limits<double>::max(), 0x1p-1074, -INFINITY, -0.0}}};
  for (const auto& [name, numbers] : floating) {
    for (const char* order : {"little_", "big_"}) {
      BOOST_TEST(close(values(std::string(order) + name), numbers), order << name);
    }
  }
  BOOST_TEST(values("little_f8").dtype() == float64);
  BOOST_TEST(values("little_f2").dtype() == float32);
  BOOST_TEST(close(values("bfloat16"),
                   std::vector<double>{0.5, -1.25, 0x1.8p125, 0x1p-126, -INFINITY, -0.0}));
  const std::pair<const char*, std::vector<std::int64_t>> integers[] = {
      {"i1", {0, 1, 100, -128, 127}},
      {"i2", {0, 1, 100, -32768, 32767}},
      {"i4", {0, 1, 100, INT32_MIN, INT32_MAX}},
      {"i8", {0, 1, 100, INT64_MIN, INT64_MAX}},
      {"u1", {0, 1, 100, 0, 255}},
      {"u2", {0, 1, 100, 0, 65535}},
      {"u4", {0, 1, 100, 0, UINT32_MAX}}};
  for (const auto& [name, numbers] : integers) {
    BOOST_TEST(values(name).to_vector<std::int64_t>() == numbers, name);
  }
}

BOOST_AUTO_TEST_CASE(read_keras_survives_every_truncation_and_bit_flip) {
  // Most bytes are zero; only one of their bits is changed.
  const std::string file = keras_file("keras_2_13.weights.h5");
  for (std::size_t size = 0; size < file.size(); ++size) {
    BOOST_TEST_CONTEXT("the first " << size << " bytes") {
      BOOST_TEST(is_refused(std::string_view(file).substr(0, size), kParseKeras));
    }
  }
  int refused = 0, flips = 0;
  for (std::size_t bit = 0; bit < 8 * file.size(); ++bit) {
    if (file[bit / 8] == 0 && bit % 8 != 0) continue;
    std::string changed = file;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ 1 << bit % 8);
    BOOST_TEST_CONTEXT("bit " << bit) {
      refused += is_refused(changed, kParseKeras);
    }
    ++flips;
  }
  BOOST_TEST(refused > flips / 10);
}

BOOST_AUTO_TEST_CASE(read_keras_survives_mutations) {
  const std::string names[] = {"keras_2_model.h5", "keras_2_13.weights.h5",
                               "newer_latest.weights.h5", "storage.weights.h5"};
  std::vector<std::string> files;
  for (const std::string& name : names) files.push_back(keras_file(name));
  BOOST_TEST(check_mutations({files.begin(), files.end()}, kParseKeras) > 5'000);
}

BOOST_AUTO_TEST_SUITE_END()
