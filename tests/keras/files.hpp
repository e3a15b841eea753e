// Files in the layouts of Keras, written by tests/golden/generate/generate_keras.py.
#pragma once

#include <xgrad/nn/data/readers/keras/keras.hpp>

#include "readers/hostile.hpp"
#include "support/temporary_directory.hpp"
#include <string>

namespace test {

/// The bytes of a file in tests/golden/keras.
inline std::string keras_file(const std::string& name) {
  return read_bytes("tests/golden/keras/" + name);
}

/// The layers in such a file.
inline std::vector<xgrad::nn::data::KerasLayer> keras_layers(const std::string& name) {
  return xgrad::nn::data::read_keras("tests/golden/keras/" + name);
}

inline const ParseFile kParseKeras = [](std::string_view bytes) {
  xgrad::nn::data::parse_keras(bytes, "file");
};

}  // namespace test
